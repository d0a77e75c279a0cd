import { expect, it } from 'vitest'
import { dayIn, monthBars } from './month-bars'

it('has a bar for every day up to today, also for those without spend', () => {
  const bars = monthBars('2026-11-01', '2026-11-03', [{ day: '2026-11-02', costMicros: 5 }])
  expect(bars.map((bar) => bar.value)).toEqual([0, 5, 0])
  expect(bars[1]?.label).toBe('2 Nov')
})

it('ends with the month', () => {
  expect(monthBars('2026-02-01', '2026-03-05', [])).toHaveLength(28)
})

it('knows the day where the company is', () => {
  expect(dayIn('Asia/Tokyo', new Date('2026-11-30T23:30:00Z'))).toBe('2026-12-01')
})
