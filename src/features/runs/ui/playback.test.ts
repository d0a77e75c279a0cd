import { expect, it } from 'vitest'
import { advanced, momentsOf, shownAt } from './playback'

const at = (...seconds: number[]) =>
  seconds.map((s) => ({ at: new Date(Date.UTC(2026, 0, 1) + s * 1000).toISOString() }))

it('shows events at their times, with long silences cut, and clocks that went back ignored', () => {
  const moments = momentsOf(at(0, 1, 1, 3600, 3599, 3600))
  expect(moments).toEqual([0, 1000, 1000, 6000, 6000, 7000])
  expect([-1, 0, 999, 1000, 5999, 6000, 7000, 1e9].map((moment) => shownAt(moments, moment))).toEqual([
    0, 1, 1, 3, 3, 5, 6, 6,
  ])
  expect(momentsOf([])).toEqual([])
  expect(shownAt([], 5)).toBe(0)
})

it('goes on at the speed that was chosen, and stops at the end', () => {
  expect(advanced(0, 100, 1, 60_000)).toBe(100)
  expect(advanced(0, 100, 16, 60_000)).toBe(1600)
  expect(advanced(59_990, 100, 4, 60_000)).toBe(60_000)
  expect(advanced(0, 4000, 'max', 36_000_000)).toBe(36_000_000)
})
