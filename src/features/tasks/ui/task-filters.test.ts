import { expect, it } from 'vitest'
import { listInputOf, readTaskFilter } from './task-filters'

const read = (query: string) => readTaskFilter(new URLSearchParams(query))
const id = '0190c0de-0000-7000-8000-000000000001'
const now = new Date('2026-03-04T10:00:00Z')

it('shows open work unless the address says otherwise', () => {
  expect(read('').states).toEqual(['backlog', 'todo', 'in_progress', 'in_review', 'blocked'])
  expect(read('view=all').states).toBeUndefined()
  expect(read('view=done').states).toEqual(['done'])
})

it('takes one state, and ignores what is not a state, an id or a due date', () => {
  expect(read('state=blocked').states).toEqual(['blocked'])
  expect(read('state=nonsense').view).toBe('open')
  expect(listInputOf(read('view=all&label=nonsense&due=never'), now)).toEqual(listInputOf(read('view=all'), now))
})

it('asks for all that the address names at once', () => {
  const input = listInputOf(read(`label=${id}&project=${id}&team=${id}&waiting=1&q=%20hand%20`), now)
  expect(input).toMatchObject({ labelId: id, projectId: id, teamId: id, isBlocked: true, q: 'hand' })
})

it('counts tasks of the goals below a goal', () => {
  expect(listInputOf(read(`goal=${id}`), now)).toMatchObject({ goalId: id, withSubgoals: true })
  expect(listInputOf(read(''), now)).not.toHaveProperty('withSubgoals')
})

it('shows what is due next first', () => {
  expect(listInputOf(read('due=overdue'), now)).toMatchObject({ dueBefore: '2026-03-04T10:00:00.000Z', order: 'due' })
  const week = listInputOf(read('due=week'), now).dueBefore ?? ''
  const days = (new Date(week).getTime() - now.getTime()) / 86_400_000
  expect(days).toBeGreaterThan(6)
  expect(days).toBeLessThan(7.5)
})
