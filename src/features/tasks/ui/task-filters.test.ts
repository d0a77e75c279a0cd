import { expect, it } from 'vitest'
import { matchesText, readTaskFilter } from './task-filters'

const read = (query: string) => readTaskFilter(new URLSearchParams(query))

it('shows open work unless the address says otherwise', () => {
  expect(read('').states).toEqual(['backlog', 'todo', 'in_progress', 'in_review', 'blocked'])
  expect(read('view=all').states).toBeUndefined()
  expect(read('view=done').states).toEqual(['done'])
})

it('takes one state, and ignores what is not a state', () => {
  expect(read('state=blocked').states).toEqual(['blocked'])
  expect(read('state=nonsense').view).toBe('open')
})

it('finds rows by all typed words, in any field', () => {
  const row = { identifier: 'NOT-12', title: 'Draft the launch post', assigneeName: 'Ada' }
  expect(matchesText(row, 'ada launch')).toBe(true)
  expect(matchesText(row, 'not-12')).toBe(true)
  expect(matchesText(row, 'grace')).toBe(false)
})
