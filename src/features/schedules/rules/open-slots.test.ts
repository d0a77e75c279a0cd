import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isWithin } from './office-hours'
import { nextOpenSlots } from './open-slots'
import { nextSlot, slotsUntil } from './slots'

const cron = (text: string) => ({ cron: text, intervalSeconds: null })
const every = (intervalSeconds: number) => ({ cron: null, intervalSeconds })
const workdays = { days: [1, 2, 3, 4, 5], from: '09:00', until: '18:00' }

it.each([
  // a Wednesday, five minutes after the office has closed
  [every(10), '2026-06-03T18:05:00Z', ['2026-06-04T09:00:00', '2026-06-04T09:00:10', '2026-06-04T09:00:20']],
  // over the weekend, in the beat of the interval
  [every(7 * 60), '2026-06-05T17:50:00Z', ['2026-06-05T17:57:00', '2026-06-08T09:04:00', '2026-06-08T09:11:00']],
  [cron('* * * * *'), '2026-06-05T17:58:30Z', ['2026-06-05T17:59:00', '2026-06-08T09:00:00', '2026-06-08T09:01:00']],
  [cron('0 12 * * 0,1'), '2026-06-05T18:00:00Z', ['2026-06-08T12:00:00', '2026-06-15T12:00:00', '2026-06-22T12:00:00']],
  [cron('* 3 * * *'), '2026-06-03T18:05:00Z', []],
])('%o within the office hours after %s', (timing, after, slots) => {
  const found = nextOpenSlots(timing, 'UTC', new Date(after), 3, workdays)
  expect(found.map((slot) => slot.toISOString().slice(0, 19))).toEqual(slots)
})

it('finds the same as whoever walks from slot to slot, also over the nights that change the clock', () => {
  const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Australia/Adelaide')
  const near = fc
    .tuple(
      fc.constantFrom('2026-03-07', '2026-03-28', '2026-04-04', '2026-10-03', '2026-10-24', '2026-10-31'),
      fc.nat(48 * 60),
    )
    .map(([day, minute]) => new Date(Date.parse(`${day}T00:00:00Z`) + minute * 60_000))
  const clock = fc.constantFrom('00:00', '01:40', '02:00', '02:30', '03:10', '09:00', '22:15')
  const hours = fc
    .record({ days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }), from: clock, until: clock })
    .filter(({ from, until }) => from !== until)
  const timing = fc.constantFrom(every(600), every(2_700), cron('*/20 * * * *'), cron('10 */2 * * *'))
  fc.assert(
    fc.property(timing, zone, near, hours, (asked, tz, after, open) => {
      const far = new Date(after.getTime() + 366 * 86_400_000)
      const { slots } = slotsUntil(asked, tz, nextSlot(asked, tz, after)!, far, 5_000)
      const walked = slots.filter((slot) => isWithin(open, tz, slot)).slice(0, 3)
      expect(nextOpenSlots(asked, tz, after, 3, open)).toEqual(walked)
    }),
    { numRuns: 60 },
  )
})

it('lists the next slots in order', () => {
  const slots = nextOpenSlots(cron('0 0 * * *'), 'UTC', new Date('2026-01-01T12:00:00Z'), 3, null)
  expect(slots.map((slot) => slot.toISOString().slice(0, 10))).toEqual(['2026-01-02', '2026-01-03', '2026-01-04'])
})

it('lists only slots that are kept, and ends its search for those that never come', () => {
  const noon = new Date('2026-01-01T12:00:00Z')
  const everyOther = { days: [2, 5, 7], from: '00:00', until: '09:00' }
  const slots = nextOpenSlots(cron('0 0 * * *'), 'UTC', noon, 3, everyOther)
  expect(slots.map((slot) => slot.toISOString().slice(8, 10))).toEqual(['02', '04', '06'])
  expect(nextOpenSlots(cron('* 10 * * *'), 'UTC', noon, 3, everyOther)).toEqual([])
})

it('has a slot that is years away, and without office hours those that come', () => {
  const after = new Date('2026-06-03T18:05:00Z')
  expect(nextOpenSlots(cron('0 9 29 2 *'), 'UTC', after, 3, null)).toEqual([new Date('2028-02-29T09:00:00Z')])
  expect(nextOpenSlots(every(60), 'UTC', after, 2, null)).toEqual([
    new Date('2026-06-03T18:06:00Z'),
    new Date('2026-06-03T18:07:00Z'),
  ])
})
