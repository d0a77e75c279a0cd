import { expect, it } from 'vitest'
import { isTouched, topicsOf } from './live-topics'

const touched = (event: string, room: string, procedure: string) =>
  isTouched([room, procedure], new Set(topicsOf(event)))

it('makes the lists and the page of a changed task old', () => {
  expect(touched('task/updated', 'tasks', 'listTasks')).toBe(true)
  expect(touched('task/updated', 'tasks', 'getTask')).toBe(true)
  expect(touched('task/updated', 'access', 'listApiKeys')).toBe(false)
  expect(touched('interaction/created', 'tasks', 'listInteractions')).toBe(true)
})

it('reads nothing but the log again when lines are added', () => {
  expect(touched('run/logged', 'runs', 'listRunEvents')).toBe(true)
  expect(touched('run/logged', 'runs', 'getRun')).toBe(false)
  expect(touched('run/logged', 'reports', 'dashboard')).toBe(false)
})

it('leaves a log alone when its run only changes, and reads its last lines when the run ends', () => {
  expect(touched('run/finished', 'runs', 'listRunEvents')).toBe(true)
  expect(touched('run/started', 'runs', 'getRun')).toBe(true)
  expect(touched('run/started', 'runs', 'listRunEvents')).toBe(false)
})

it('asks for the inbox again only where it may be another', () => {
  for (const event of [
    'task/updated',
    'approval/requested',
    'run/started',
    'run/finished',
    'wake/overdue',
    'budget/exhausted',
  ])
    expect(touched(event, 'reports', 'countInbox'), event).toBe(true)
  for (const event of ['message/posted', 'run/queued', 'cost/reported', 'wake/held']) {
    expect(touched(event, 'reports', 'countInbox'), event).toBe(false)
    expect(touched(event, 'reports', 'dashboard'), event).toBe(true)
  }
})

it('asks anew who may do what about tasks of the one above when a task is given to somebody else', () => {
  const topics = new Set(topicsOf('task/assigned'))
  expect(isTouched(['access', 'listGranted', 'ofAbove'], topics)).toBe(true)
  expect(isTouched(['access', 'listGranted'], topics)).toBe(false)
  expect(isTouched(['access', 'listGranted', 'ofAbove'], new Set(topicsOf('team/updated')))).toBe(true)
})

it('ignores events that it does not know', () => {
  expect(topicsOf('weather/changed')).toEqual([])
})
