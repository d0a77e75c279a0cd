import { describe, expect, it } from 'vitest'
import { retryDelayMs } from './backoff'
import { delayMs } from './duration'

const NOW = Date.parse('2030-01-01T00:00:00Z')

describe('delayMs', () => {
  it.each([
    ['250ms', 250],
    ['2s', 2000],
    ['1m30s', 90_000],
    ['1d4h', 28 * 3_600_000],
    ['1w', 7 * 24 * 3_600_000],
    ['1.5s', 1500],
    ['2030-01-01T00:00:05.000Z', 5000],
    ['2029-12-31T23:59:00Z', 0],
  ])('reads %s', (text, ms) => expect(delayMs(text, NOW)).toBe(ms))

  it.each(['', 'soon', '5 potatoes', '2s later'])('refuses "%s"', (text) => {
    expect(() => delayMs(text, NOW)).toThrow(/neither a duration/)
  })
})

describe('retryDelayMs', () => {
  it('grows from 15 seconds to 2 hours and adds up to 30 seconds', () => {
    expect([1, 2, 3, 10, 99].map((failures) => retryDelayMs(failures, null, NOW, 0))).toEqual([
      15_000, 30_000, 60_000, 7_200_000, 7_200_000,
    ])
    expect(retryDelayMs(1, null, NOW, 0.999)).toBeGreaterThan(44_000)
    expect(retryDelayMs(1, null, NOW, 0.999)).toBeLessThan(45_000)
  })

  it('does what the function asks for, in seconds or until an instant', () => {
    expect(retryDelayMs(5, '3', NOW, 0.5)).toBe(3000)
    expect(retryDelayMs(5, '2030-01-01T00:01:00Z', NOW, 0.5)).toBe(60_000)
  })
})
