import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cronProblem, nextSlot, slotsUntil } from './slots'

const cron = (text: string) => ({ cron: text, intervalSeconds: null })

describe('nextSlot', () => {
  it.each([
    ['0 * * * *', 'UTC', '2026-03-01T10:15:00Z', '2026-03-01T11:00:00.000Z'],
    ['0 9 * * 1', 'Europe/Lisbon', '2026-07-01T00:00:00Z', '2026-07-06T08:00:00.000Z'],
    // 29 March 2026, 01:00 UTC: 02:00 becomes 03:00 in Berlin
    ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-29T01:00:00.000Z'],
    // 25 October 2026: 02:30 comes twice in Berlin and counts once
    ['30 2 * * *', 'Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00.000Z'],
  ])('%s in %s after %s', (text, zone, after, next) => {
    expect(nextSlot(cron(text), zone, new Date(after))?.toISOString()).toBe(next)
  })

  it('counts an interval from the slot before', () => {
    const after = new Date('2026-01-01T00:00:00Z')
    expect(nextSlot({ cron: null, intervalSeconds: 90 }, 'UTC', after)?.toISOString()).toBe('2026-01-01T00:01:30.000Z')
  })

  it('keeps the beat of an interval when a tick comes late', () => {
    const slot = new Date('2026-01-01T00:00:00Z')
    const late = new Date('2026-01-01T00:01:10Z')
    const next = nextSlot({ cron: null, intervalSeconds: 60 }, 'UTC', late, slot)
    expect(next?.toISOString()).toBe('2026-01-01T00:02:00.000Z')
  })

  it.each([
    // every half hour goes with the hours that pass: none is silent, none is double
    ['*/30 * * * *', '2026-03-29T00:15:00Z', 5],
    ['*/30 * * * *', '2026-10-25T00:15:00Z', 5],
    // several times of a day: left out with the hour that the night skips, twice in the hour that it repeats
    ['15,45 2 * * *', '2026-03-29T00:15:00Z', 0],
    ['15,45 2 * * *', '2026-10-24T23:45:00Z', 4],
  ])('%s has %s and two and a half hours after it %i slots in Berlin', (text, from, count) => {
    const start = new Date(from)
    const until = new Date(start.getTime() + 150 * 60_000)
    const first = nextSlot(cron(text), 'Europe/Berlin', start)!
    const { slots } = slotsUntil(cron(text), 'Europe/Berlin', first, until, 100)
    expect(slots).toHaveLength(count)
  })

  it('counts an interval through the nights that change the clock', () => {
    const timing = { cron: null, intervalSeconds: 1800 }
    for (const night of ['2026-03-29T00:00:00Z', '2026-10-25T00:00:00Z']) {
      const { slots } = slotsUntil(
        timing,
        'Europe/Berlin',
        new Date(night),
        new Date(Date.parse(night) + 5 * 3_600_000),
        100,
      )
      expect(slots.map((slot) => slot.getTime() - Date.parse(night))).toEqual(slots.map((_, i) => i * 1_800_000))
      expect(slots).toHaveLength(11)
    }
  })

  it('always moves forward', () => {
    const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata')
    fc.assert(
      fc.property(day, zone, fc.constantFrom('*/5 * * * *', '30 2 * * *', '0 0 1 * *'), (after, tz, text) => {
        const next = nextSlot(cron(text), tz, after)
        return next !== null && next > after
      }),
    )
  })
})

describe('cronProblem', () => {
  it('accepts five fields', () => expect(cronProblem('*/15 8-18 * * 1-5', 'UTC')).toBeNull())
  it.each(['* * * *', '0 0 * * * *', '61 * * * *', 'hourly', '0 0 30 2 *', ''])('refuses %s', (text) =>
    expect(cronProblem(text, 'UTC')).toEqual(expect.any(String)),
  )
})
