import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CATCH_UP_CAP, type CatchUp, dueSlots } from './due-slots'

const due = (cron: string, slot: string, catchUp: CatchUp = 'skip_missed', zone = 'UTC') => ({
  ...{ cron, zone, catchUp },
  slot: new Date(slot),
})
const texts = (dates: Date[]) => dates.map((date) => date.toISOString())

describe('dueSlots', () => {
  it('fires a slot that is on time', () => {
    const found = dueSlots(due('0 9 * * *', '2026-06-01T09:00:00Z'), new Date('2026-06-01T09:00:20Z'))
    expect(texts(found.fire)).toEqual(['2026-06-01T09:00:00.000Z'])
    expect([found.missed, found.next?.toISOString()]).toEqual([null, '2026-06-02T09:00:00.000Z'])
  })

  it('pain 18: leaves out what was missed, and fires what is on time', () => {
    const found = dueSlots(due('0 * * * *', '2026-06-01T01:00:00Z'), new Date('2026-06-01T09:01:00Z'))
    expect(texts(found.fire)).toEqual(['2026-06-01T09:00:00.000Z'])
    expect(found.missed?.toISOString()).toBe('2026-06-01T01:00:00.000Z')
    expect(dueSlots(due('0 * * * *', '2026-06-01T01:00:00Z'), new Date('2026-06-01T08:59:00Z')).fire).toEqual([])
  })

  it('pain 21: makes up for at most 25, and says where it stopped', () => {
    const slot = '2026-06-01T00:00:00Z'
    const found = dueSlots(due('* * * * *', slot, 'enqueue_missed_with_cap'), new Date('2026-06-01T02:00:00Z'))
    expect(found.fire).toHaveLength(CATCH_UP_CAP)
    expect(found.missed?.toISOString()).toBe('2026-06-01T00:25:00.000Z')
    expect(found.next?.toISOString()).toBe('2026-06-01T02:01:00.000Z')
  })

  it.each([
    // the night that skips 02:30 has it at the next valid time, the night that repeats it has it once
    ['2026-03-28T01:30:00Z', '2026-03-31T00:00:00Z', ['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30']],
    ['2026-10-24T00:30:00Z', '2026-10-27T00:00:00Z', ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30']],
  ])('makes up for days that change the clock, from %s', (slot, at, days) => {
    const found = dueSlots(due('30 2 * * *', slot, 'enqueue_missed_with_cap', 'Europe/Berlin'), new Date(at))
    expect(texts(found.fire).map((text) => text.slice(0, 16))).toEqual(days)
    expect(found.missed).toBeNull()
  })

  it('does not fire the repeated hour again when a claim comes late in it', () => {
    const slot = '2026-10-25T00:30:00Z'
    for (const at of ['2026-10-25T00:31:00Z', '2026-10-25T01:31:00Z', '2026-10-25T01:59:00Z']) {
      const found = dueSlots(due('30 2 * * *', slot, 'skip_missed', 'Europe/Berlin'), new Date(at))
      expect(found.next?.toISOString()).toBe('2026-10-26T01:30:00.000Z')
      expect(found.fire.length + (found.missed ? 1 : 0)).toBe(1)
    }
  })

  it('never fires a slot twice over claims one after the other, and none before its time', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe')
    const crons = fc.constantFrom('*/5 * * * *', '30 2 * * *', '0 */3 * * *', '* 1-3 * * *')
    const policies = fc.constantFrom<CatchUp>('skip_missed', 'enqueue_missed_with_cap')
    const steps = fc.array(fc.integer({ min: 30, max: 200_000 }), { minLength: 2, maxLength: 8 })
    const starts = fc.constantFrom('2026-03-28T12:00:00Z', '2026-10-24T12:00:00Z', '2026-11-01T00:00:00Z')
    fc.assert(
      fc.property(zones, crons, policies, steps, starts, (zone, cron, catchUp, seconds, start) => {
        const fired: number[] = []
        let at = new Date(start)
        let slot = dueSlots({ cron, zone, catchUp, slot: at }, at).next
        for (const step of seconds) {
          at = new Date(at.getTime() + step * 1000)
          if (!slot || slot > at) continue
          const found = dueSlots({ cron, zone, catchUp, slot }, at)
          fired.push(...found.fire.map((each) => each.getTime()))
          if (found.fire.some((each) => each > at) || (found.next && found.next <= at)) return false
          slot = found.next
        }
        return new Set(fired).size === fired.length && fired.every((each, i) => i === 0 || each > fired[i - 1]!)
      }),
      { numRuns: 60 },
    )
  })
})
