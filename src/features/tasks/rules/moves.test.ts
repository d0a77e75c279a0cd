import { describe, expect, it } from 'vitest'
import { TASK_STATES, type TaskState } from '../schema'
import { mayMoveBack, whyNotMoved } from './moves'
import { isOver, mayMove } from './state-machine'

const named = (state: TaskState) => `<${state}>`
const task = (state: TaskState, assigneeId: string | null = 'somebody') => ({
  ...{ identifier: 'HAL-1', state, assigneeId, assigneePersonId: null },
})

describe('whyNotMoved', () => {
  it('refuses exactly what the state machine refuses', () => {
    for (const from of TASK_STATES) {
      for (const to of TASK_STATES.filter((each) => each !== from)) {
        expect(whyNotMoved(task(from), to, named) === null, `${from} → ${to}`).toBe(mayMove(from, to, isOver(from)))
      }
    }
  })

  it('says where a task can go instead, how it is reopened, and who is missing', () => {
    expect(whyNotMoved(task('backlog'), 'in_review', named)).toBe(
      'From <backlog> a task goes to <todo>, <in_progress>, <blocked>, <cancelled> or <done>, not to <in_review>.',
    )
    expect(whyNotMoved(task('done'), 'blocked', named)).toMatch(/HAL-1 is <done>.*<todo>/)
    expect(whyNotMoved(task('todo', null), 'in_progress', named)).toMatch(/Assign it first/)
    expect(whyNotMoved(task('todo'), 'todo', named)).toMatch(/already/)
  })
})

it('undoes only what can go back', () => {
  expect(mayMoveBack('todo', 'in_progress')).toBe(true)
  expect(mayMoveBack('todo', 'done')).toBe(false)
  expect(mayMoveBack('done', 'todo')).toBe(false)
})
