import { expect, it } from 'vitest'
import { deedText, isMachinery } from './deed-text'

it.each([
  ['task.updated', { state: 'in_review' }, { verb: 'moved', after: 'to in review' }],
  ['task.updated', {}, { verb: 'changed', after: undefined }],
  ['budget.set', { capMicros: null }, { verb: 'set', after: 'to no limit' }],
  ['budget.set', { capMicros: 50_000_000 }, { verb: 'set', after: 'to $50.00 a month' }],
  ['spend.reserved', { amountMicros: 10_000 }, { verb: 'reserved $0.01 for', after: undefined }],
  ['run.finished', { state: 'timed_out' }, { verb: 'ended', after: 'which ran out of time' }],
  ['task.created', { title: 'Ship' }, { verb: 'created', after: '“Ship”' }],
])('%s with %o', (action, details, expected) => {
  expect(deedText(action, details)).toEqual(expected)
})

it('reads an unknown action out as it is', () => {
  expect(deedText('moon.painted', {}).verb).toContain('moon.painted')
})

it('tells machinery from what people want to hear of', () => {
  expect(['spend.reserved', 'run.admitted', 'wake.held'].every(isMachinery)).toBe(true)
  expect(['run.finished', 'task.completed', 'agent.hired', 'budget.set'].some(isMachinery)).toBe(false)
})
