import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cronProblem } from '../rules/slots'
import { chosenKind, EVEN_MINUTES, PICK_KINDS, pickOf, timingOf } from './schedule-pick'
import { scheduleText } from './schedule-words'

const upTo = (min: number, max: number) => fc.integer({ min, max })
const clock = fc
  .tuple(upTo(0, 23), upTo(0, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const kinds = PICK_KINDS.map(({ id }) => id).filter((id) => id !== 'cron' && id !== 'interval')
const weekdays = fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 })

const chosen = fc.record({
  kind: fc.constantFrom(...kinds),
  every: fc.constantFrom(...EVEN_MINUTES),
  minute: upTo(0, 59).map(String),
  time: clock,
  weekdays,
  date: fc.oneof(fc.constant('L'), upTo(1, 31).map(String)),
})

it('comes back from the expression as it was chosen, and reads in words', () => {
  fc.assert(
    fc.property(chosen, (fields) => {
      const timing = timingOf({ ...pickOf({ cron: null, intervalSeconds: null }), ...fields })
      expect(cronProblem(timing.cron ?? '', 'UTC')).toBeNull()
      const again = pickOf(timing)
      expect(again.kind).toBe(fields.kind)
      expect(timingOf(again)).toEqual(timing)
      expect(scheduleText(timing)).not.toMatch(/^Cron/)
    }),
  )
})

it.each([
  ['*/5 * * * *', 'minutes'],
  ['0 * * * *', 'hourly'],
  ['30 7 * * *', 'daily'],
  ['0 9 * * 1-5', 'workdays'],
  ['0 9 * * 1,3', 'weekly'],
  ['0 9 15 * *', 'monthly'],
  // what would come back as other letters stays an expression
  ['*/7 * * * *', 'cron'],
  ['00 9 * * *', 'cron'],
  ['0 9 * * 7', 'cron'],
  ['0 9 * * 3,1', 'cron'],
  ['0 9 1 * 1', 'cron'],
  ['0 9 * 6 *', 'cron'],
  ['0 9 0 * *', 'cron'],
])('shows %s as %s, and keeps it', (cron, kind) => {
  const pick = pickOf({ cron, intervalSeconds: null })
  expect(pick.kind).toBe(kind)
  expect(timingOf(pick)).toEqual({ cron, intervalSeconds: null })
})

it('shows an interval in the largest unit that holds it evenly', () => {
  expect([90, 900, 7_200, 172_800].map((intervalSeconds) => pickOf({ cron: null, intervalSeconds }))).toMatchObject([
    { every: '90', unit: 'seconds' },
    { every: '15', unit: 'minutes' },
    { every: '2', unit: 'hours' },
    { every: '2', unit: 'days' },
  ])
})

it('comes back to the minutes of a schedule from every other kind', () => {
  const kept = { cron: '*/5 * * * *', intervalSeconds: null }
  for (const { id } of PICK_KINDS) {
    const left = { ...pickOf(kept), ...chosenKind(pickOf(kept), id) }
    expect(timingOf({ ...left, ...chosenKind(left, 'minutes') })).toEqual(kept)
  }
})

it('makes minutes of no hours, and hours of no minutes', () => {
  const hours = pickOf({ cron: null, intervalSeconds: 7_200 })
  const minutes = { ...hours, ...chosenKind(hours, 'minutes') }
  expect(timingOf(minutes).cron).toBe('*/15 * * * *')
  expect(timingOf({ ...minutes, ...chosenKind(minutes, 'interval') }).intervalSeconds).toBe(900)
})
