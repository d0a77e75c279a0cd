import { expect, it } from 'vitest'
import { parseAmount, typedAmount, windowLabel, windowText } from './budget-words'

it.each([
  [windowText({ window: 'rolling', windowHours: 24 }), 'in the last 24 hours'],
  [windowText({ window: 'rolling', windowHours: 168 }), 'in the last 7 days'],
  [windowText({ window: 'rolling', windowHours: 1 }), 'in the last hour'],
  [windowText({ window: 'lifetime', windowHours: 0 }), 'so far'],
  [windowLabel({ window: 'month', windowHours: 0 }), 'Calendar month'],
  [windowLabel({ window: 'rolling', windowHours: 5 }), 'Last 5 hours'],
])('%s', (text, expected) => expect(text).toBe(expected))

it('reads what it shows, and no part of a token', () => {
  expect(parseAmount('money', typedAmount('money', 12_500_000))).toBe(12_500_000)
  expect(parseAmount('tokens', '1,200,000')).toBe(1_200_000)
  expect(typedAmount('runs', 30)).toBe('30')
  expect(typedAmount('money', null)).toBe('')
  expect(parseAmount('tokens', '1.5')).toBeNull()
  expect(parseAmount('runs', 'many')).toBeNull()
})
