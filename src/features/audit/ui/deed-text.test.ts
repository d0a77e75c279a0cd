import { expect, it } from 'vitest'
import { deedText } from './deed-text'

it.each([
  ['task.updated', { state: 'in_review' }, { verb: 'changed', after: 'to in review' }],
  ['budget.set', { capMicros: null }, { verb: 'set', after: 'to no limit' }],
  ['budget.set', { capMicros: 50_000_000 }, { verb: 'set', after: 'to $50.00 a month' }],
  ['task.created', { title: 'Ship' }, { verb: 'created', after: '“Ship”' }],
  ['agent.paused', {}, { verb: 'paused', after: undefined }],
])('%s with %o', (action, details, expected) => {
  expect(deedText(action, details)).toEqual(expected)
})

it('reads an unknown action out as it is', () => {
  expect(deedText('moon.painted', {}).verb).toContain('moon.painted')
})
