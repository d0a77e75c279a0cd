import { describe, expect, it } from 'vitest'
import type { TaskRow } from '../schema'
import {
  assigneeChange,
  inverseOf,
  labelChange,
  priorityChange,
  type RowChange,
  shownAfter,
  stateChange,
} from './row-change'

const red = { id: 'red', name: 'red', color: '#ff0000' }
const task = {
  ...{ id: 'one', identifier: 'HAL-1', state: 'todo', priority: 'low', labels: [red] },
  ...{ assigneeId: 'ada', assigneeName: 'Ada', assigneePersonId: null, assigneePersonName: null },
} as unknown as TaskRow
const ben = { kind: 'agent', id: 'ben', name: 'Ben' } as const
const you = { kind: 'person', id: 'you', name: 'You' } as const

describe('the change of a row', () => {
  const reversible: [string, RowChange | null][] = [
    ['a state', stateChange(task, 'in_progress')],
    ['a priority', priorityChange('high')],
    ['another agent', assigneeChange(task, ben)],
    ['a person', assigneeChange(task, you)],
    ['nobody', assigneeChange(task, null)],
    ['a label less', labelChange(task, red, false)],
    ['a label more', labelChange(task, { id: 'blue', name: 'blue', color: '#0000ff' }, true)],
  ]
  it.each(reversible)('is taken back to what was there: %s', (_name, change) => {
    const after = shownAfter(task, change!)
    expect(after).not.toEqual(task)
    expect(shownAfter(after, inverseOf(task, change!)!)).toEqual(task)
  })

  it('is not taken back where no way leads back', () => {
    expect(inverseOf(task, stateChange(task, 'cancelled'))).toBeNull()
    const over = { ...task, state: 'done' as const }
    expect(stateChange(over, 'todo').sent).toEqual({ state: 'todo', reopen: true })
    expect(inverseOf(over, stateChange(over, 'todo'))).toBeNull()
  })

  it('names the one assignee that the server must let go of', () => {
    expect(assigneeChange(task, null).sent).toEqual({ assigneeId: null })
    expect(assigneeChange({ assigneePersonId: 'you' }, null).sent).toEqual({ assigneePersonId: null })
    expect(assigneeChange(task, you).sent).toEqual({ assigneePersonId: 'you' })
  })

  it('is none for a label that is there already', () => expect(labelChange(task, red, true)).toBeNull())
})
