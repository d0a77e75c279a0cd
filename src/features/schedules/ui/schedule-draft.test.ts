import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cronProblem } from '../rules/slots'
import { changeOf, draftOf, type Kept } from './schedule-draft'
import { scheduleText } from './schedule-words'

const upTo = (min: number, max: number) => fc.integer({ min, max })
const part = (min: number, max: number) =>
  fc.oneof(
    fc.constant('*'),
    upTo(min, max).map(String),
    upTo(2, Math.max(2, Math.floor(max / 2))).map((step) => `*/${step}`),
    fc.tuple(upTo(min, max), upTo(min, max)).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.uniqueArray(upTo(min, max), { minLength: 2, maxLength: 4 }).map((list) => list.sort((a, b) => a - b).join(',')),
  )
const cron = fc.tuple(part(0, 59), part(0, 23), part(1, 28), part(1, 12), part(0, 6)).map((parts) => parts.join(' '))
const clock = fc
  .tuple(upTo(0, 23), upTo(0, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)

const timing = fc.oneof(
  cron.map((text) => ({ cron: text, intervalSeconds: null })),
  upTo(10, 31_622_400).map((intervalSeconds) => ({ cron: null, intervalSeconds })),
)
const policy = fc.record({
  isEnabled: fc.boolean(),
  timeZone: fc.constantFrom(null, 'Europe/Lisbon'),
  catchUp: fc.constantFrom('skip' as const, 'one' as const, 'capped' as const),
  catchUpCap: upTo(1, 25),
  maxLatenessSeconds: fc.option(upTo(60, 1_000_000)),
  staggerSeconds: fc.option(upTo(0, 3600)),
  officeHours: fc.option(fc.record({ days: fc.constantFrom<number[]>([1], [1, 5, 7]), from: clock, until: clock })),
})

it('pain 21: shows every schedule that can be saved, and saves it again as it was', () => {
  fc.assert(
    fc.property(timing, policy, (times, rest) => {
      const kept: Kept = { ...times, ...rest }
      if (kept.cron) fc.pre(cronProblem(kept.cron, 'UTC') === null)
      const draft = draftOf(kept)
      expect(scheduleText(kept)).not.toBe('')
      expect(changeOf(draft, kept.timeZone)).toEqual(kept)
    }),
    { numRuns: 500 },
  )
})

it('begins without a schedule with the workdays, and with what the product does by itself', () => {
  expect(draftOf(null)).toMatchObject({
    pick: { kind: 'workdays', time: '09:00' },
    catchUp: 'one',
    staggerSeconds: '',
    hasOfficeHours: false,
  })
})
