import { expect, it } from 'vitest'
import { standingText } from './standing-text'

const idle = { state: 'idle', pauseReason: null, taskIdentifier: null, nextWakeAt: null, openTasks: 0 }
const now = Date.parse('2026-06-01T10:00:00Z')

it('says in a few words why an agent does what it does', () => {
  expect(standingText(idle, now)).toBe('nothing to do')
  expect(standingText({ ...idle, openTasks: 2 }, now)).toBe('waits for an event')
  expect(standingText({ ...idle, nextWakeAt: '2026-06-01T12:00:00Z' }, now)).toBe('wakes in 2 h')
  expect(standingText({ ...idle, state: 'running', taskIdentifier: 'ACM-7' }, now)).toBe('on ACM-7')
  expect(standingText({ ...idle, state: 'paused', pauseReason: 'budget' }, now)).toBe('its budget is used up')
  expect(standingText({ ...idle, state: 'pending_approval' }, now)).toBeNull()
})
