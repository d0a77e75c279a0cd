import { describe, expect, it } from 'vitest'
import { formatMicros, parseDollars } from './money'

describe('formatMicros', () => {
  it.each([
    [0, '$0.00'],
    [1, '$0.000001'],
    [100, '$0.0001'],
    [4_200, '$0.0042'],
    [10_000, '$0.01'],
    [1_500_000, '$1.50'],
    [1_234_567_890_000, '$1,234,567.89'],
    [-2_000_000, '−$2.00'],
  ])('shows %i micro-dollars as %s', (micros, text) => {
    expect(formatMicros(micros)).toBe(text)
  })

  it('drops cents of large amounts only when asked', () => {
    expect(formatMicros(1_234_560_000, { isRound: true })).toBe('$1,235')
    expect(formatMicros(999_990_000, { isRound: true })).toBe('$999.99')
  })
})

describe('parseDollars', () => {
  it.each([
    ['12', 12_000_000],
    ['$1,200.50', 1_200_500_000],
    ['0.000001', 1],
    ['0', 0],
  ])('reads %s', (text, micros) => {
    expect(parseDollars(text)).toBe(micros)
  })

  it.each(['', 'abc', '-1', '1.2345678', '1.', '1e3'])('refuses %j', (text) => {
    expect(parseDollars(text)).toBeNull()
  })
})
