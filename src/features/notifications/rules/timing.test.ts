import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ageText, digestDay, MOST_ATTEMPTS, nextTryAt, remindAt } from './timing'

const HOUR_MS = 3_600_000
const since = new Date('2026-06-01T00:00:00Z')
const after = (hours: number) => new Date(since.getTime() + hours * HOUR_MS)

it('reminds at doubling ages, and from a week on once a week', () => {
  const ages: number[] = []
  for (let hours = 0; ages.length < 7; ) {
    hours = (remindAt(since, 24, after(hours))!.getTime() - since.getTime()) / HOUR_MS
    ages.push(hours)
  }
  expect(ages).toEqual([24, 48, 96, 192, 360, 528, 696])
  expect(remindAt(since, null, since)).toBeNull()
})

it('reminds later than the moment asked about, whatever was missed, and never sooner than the first age', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 720 }), fc.integer({ min: -100, max: 20_000 }), (first, hours) => {
      const next = remindAt(since, first, after(hours))!
      expect(next.getTime()).toBeGreaterThan(after(hours).getTime())
      expect(next.getTime()).toBeGreaterThanOrEqual(after(first).getTime())
      // asked a moment before it, it is the same
      expect(remindAt(since, first, new Date(next.getTime() - 1))).toEqual(next)
    }),
  )
})

it('waits longer after each try, and gives up', () => {
  const waits = Array.from({ length: MOST_ATTEMPTS }, (_, at) => nextTryAt(at + 1, since)?.getTime() ?? null)
  expect(waits.at(-1)).toBeNull()
  const times = waits.slice(0, -1).map(Number)
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(new Set(times).size).toBe(times.length)
})

it('says ages in words, and knows the morning of each zone', () => {
  const said = [0.5, 1, 5, 47, 48, 100].map((hours) => ageText(since, after(hours)))
  expect(said).toEqual(['less than an hour', 'an hour', '5 hours', '47 hours', '2 days', '4 days'])
  const days = ['UTC', 'Asia/Tokyo', 'America/New_York'].map((zone) =>
    digestDay(new Date('2026-06-01T07:59:00Z'), zone),
  )
  expect(days).toEqual([null, '2026-06-01', null])
  expect(digestDay(new Date('2026-06-01T12:00:00Z'), 'America/New_York')).toBe('2026-06-01')
})
