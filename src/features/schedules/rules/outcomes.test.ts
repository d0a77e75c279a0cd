import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWithin } from './office-hours'
import { outcomesOf, type Policy } from './outcomes'
import { staggerMs } from './stagger'

const AT = new Date('2026-06-03T12:00:20Z')
const minutesAgo = (...minutes: number[]) => minutes.map((each) => new Date(AT.getTime() - each * 60_000))
const policy = (wish: Partial<Policy> = {}): Policy => ({
  ...{ catchUp: 'one', catchUpCap: 5, maxLatenessSeconds: null, officeHours: null, zone: 'UTC' },
  ...wish,
})
const active = { idle: null, hasWake: false }

function fates(found: ReturnType<typeof outcomesOf>) {
  return found.entries.map((each) => `${each.slots} ${each.outcome}${each.reason ? ` ${each.reason}` : ''}`)
}

describe('outcomesOf', () => {
  const late = minutesAgo(240, 180, 120, 60, 0)
  it.each<[string, Partial<Policy>, string[]]>([
    ['one wake for all', {}, ['4 coalesced one_wake_for_all', '1 fired']],
    ['pain 18: none that was missed', { catchUp: 'skip' }, ['4 missed not_caught_up', '1 fired']],
    [
      'one for the newest',
      { catchUp: 'capped', catchUpCap: 2 },
      ['2 missed over_cap', '2 coalesced one_wake_for_all', '1 fired'],
    ],
    [
      'pain 18: none that is too late',
      { maxLatenessSeconds: 3660 },
      ['3 missed too_late', '1 coalesced one_wake_for_all', '1 fired'],
    ],
    [
      'none outside of the hours',
      { officeHours: { days: [3], from: '09:30', until: '12:00' } },
      [
        ...['2 skipped outside_office_hours', '1 coalesced one_wake_for_all', '1 fired'],
        '1 skipped outside_office_hours',
      ],
    ],
  ])('%s', (_name, wish, expected) => {
    const found = outcomesOf(policy(wish), active, late, AT)
    expect(fates(found)).toEqual(expected)
  })

  it('leaves all to a wake that waits, and all out while nothing may wake', () => {
    expect(fates(outcomesOf(policy(), { idle: null, hasWake: true }, late, AT))).toEqual(['5 coalesced wake_waits'])
    const idle = { idle: 'agent_inactive' as const, hasWake: false }
    expect(fates(outcomesOf(policy(), idle, late, AT))).toEqual(['5 skipped agent_inactive'])
  })

  it('gives each slot one fate, in order, and makes at most one wake', () => {
    const slots = fc
      .uniqueArray(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 60 })
      .map((minutes) => minutesAgo(...minutes.sort((a, b) => b - a)))
    const wish = fc.record({
      catchUp: fc.constantFrom('skip', 'one', 'capped'),
      catchUpCap: fc.integer({ min: 1, max: 25 }),
      maxLatenessSeconds: fc.option(fc.integer({ min: 60, max: 300_000 })),
      officeHours: fc.constantFrom(null, { days: [1, 3, 5], from: '08:00', until: '18:00' }),
    })
    fc.assert(
      fc.property(slots, wish, fc.boolean(), (due, choice, hasWake) => {
        const found = outcomesOf(policy(choice as Partial<Policy>), { idle: null, hasWake }, due, AT)
        const fired = found.entries.filter((each) => each.outcome === 'fired')
        expect(found.entries.reduce((sum, each) => sum + each.slots, 0)).toBe(due.length)
        expect(found.entries[0]?.slotAt).toEqual(due[0])
        expect(found.entries.at(-1)?.untilAt).toEqual(due.at(-1))
        expect(fired.map((each) => each.slotAt)).toEqual(found.fired ? [found.fired] : [])
        if (hasWake) expect(fired).toEqual([])
        if (choice.catchUp === 'capped') expect(found.standsFor.length).toBeLessThanOrEqual(choice.catchUpCap + 3)
      }),
    )
  })
})

describe('office hours', () => {
  it.each([
    ['Europe/Lisbon', '2026-07-06T08:00:00Z', true], // Monday, 09:00 in summer
    ['Europe/Lisbon', '2026-07-06T07:59:00Z', false],
    ['Europe/Lisbon', '2026-07-06T17:00:00Z', false], // 18:00 is over
    ['Europe/Lisbon', '2026-07-05T10:00:00Z', false], // Sunday
    ['Asia/Tokyo', '2026-07-06T00:00:00Z', true],
  ])('of days in %s at %s', (zone, at, expected) => {
    expect(isWithin({ days: [1, 2, 3, 4, 5], from: '09:00', until: '18:00' }, zone, new Date(at))).toBe(expected)
  })

  it.each([
    ['2026-07-10T22:00:00Z', true], // Friday
    ['2026-07-11T05:59:00Z', true], // Saturday, still Friday's
    ['2026-07-11T22:00:00Z', false],
    ['2026-07-10T05:00:00Z', false], // Thursday's
  ])('past midnight belong to the day on which they began: %s', (at, expected) => {
    expect(isWithin({ days: [5], from: '22:00', until: '06:00' }, 'UTC', new Date(at))).toBe(expected)
  })
})

describe('staggerMs', () => {
  it('is always the same, within the window, and spreads agents over all of it', () => {
    const ids = Array.from({ length: 600 }, (_, i) => `00000000-0000-7000-8000-${String(i).padStart(12, '0')}`)
    const spread = ids.map((id) => staggerMs(id, null, null))
    expect(ids.map((id) => staggerMs(id, null, null))).toEqual(spread)
    expect(Math.max(...spread)).toBeLessThan(60_000)
    const bySecond = new Map<number, number>()
    for (const ms of spread) bySecond.set(Math.floor(ms / 1000), (bySecond.get(Math.floor(ms / 1000)) ?? 0) + 1)
    expect(bySecond.size).toBe(60)
    expect(Math.max(...bySecond.values())).toBeLessThan(30)
  })

  it('is at most a tenth of the interval, and nothing where it is switched off', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 10, max: 100_000 }), (id, interval) => {
        expect(staggerMs(id, null, interval)).toBeLessThan(Math.min(60, interval / 10) * 1000)
        expect(staggerMs(id, 0, interval)).toBe(0)
      }),
    )
  })
})
