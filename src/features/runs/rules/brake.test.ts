import { expect, it } from 'vitest'
import { brakeAfter, fingerprintOf, MOST_IDLE_RUNS } from './brake'

const now = new Date('2026-11-21T12:00:00Z')
const minutes = (count: number) => {
  const { heldUntil, isPaused } = brakeAfter(count, now)
  return isPaused ? 'paused' : heldUntil && (heldUntil.getTime() - now.getTime()) / 60_000
}

it('pain 28: lets an agent try, then slows it down, then stops it', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 1000].map(minutes)).toEqual([null, null, 5, 30, 120, 'paused', 'paused', 'paused'])
  expect(MOST_IDLE_RUNS).toBe(3)
})

it('takes a heartbeat and a retry for the same circle, and another ending for another one', () => {
  const good = { state: 'succeeded' as const, errorCode: null }
  expect(fingerprintOf('schedule', good)).toBe(fingerprintOf('retry', good))
  expect(fingerprintOf('mention', good)).toBe(fingerprintOf('message', good))
  expect(fingerprintOf('schedule', good)).not.toBe(fingerprintOf('message', good))
  expect(fingerprintOf('schedule', good)).not.toBe(fingerprintOf('schedule', { state: 'failed', errorCode: 'auth' }))
})
