import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cronProblem, nextSlot, nextSlots } from './slots'

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

it('lists the next slots in order', () => {
  const slots = nextSlots(cron('0 0 * * *'), 'UTC', new Date('2026-01-01T12:00:00Z'), 3)
  expect(slots.map((slot) => slot.toISOString().slice(0, 10))).toEqual(['2026-01-02', '2026-01-03', '2026-01-04'])
})

describe('cronProblem', () => {
  it('accepts five fields', () => expect(cronProblem('*/15 8-18 * * 1-5', 'UTC')).toBeNull())
  it.each(['* * * *', '0 0 * * * *', '61 * * * *', 'hourly', '0 0 30 2 *', ''])('refuses %s', (text) =>
    expect(cronProblem(text, 'UTC')).toEqual(expect.any(String)),
  )
})
