import { describe, expect, it } from 'vitest'
import { TASK_STATES } from '../schema'
import { isOver, mayMove, nextStates, OPEN_STATES } from './state-machine'

describe('mayMove', () => {
  it.each([
    ['todo', 'in_progress', true],
    ['in_progress', 'done', true],
    ['in_progress', 'backlog', false],
    ['done', 'todo', false],
    ['cancelled', 'in_progress', false],
  ] as const)('%s → %s is %s', (from, to, may) => expect(mayMove(from, to)).toBe(may))

  it('leaves done and cancelled only by reopening, and only to todo', () => {
    for (const from of ['done', 'cancelled'] as const) {
      const reachable = TASK_STATES.filter((to) => mayMove(from, to, true))
      expect(reachable).toEqual(['todo'])
    }
  })

  it('never stays where it is', () => {
    for (const state of TASK_STATES) expect(mayMove(state, state, true) && state !== 'todo').toBe(false)
  })

  it('offers exactly the moves it allows', () => {
    for (const from of TASK_STATES) {
      const allowed = TASK_STATES.filter((to) => mayMove(from, to, true))
      expect([...nextStates(from)].sort()).toEqual(allowed.sort())
    }
  })
})

it('splits the states into open and over', () => {
  expect(TASK_STATES.filter((s) => !isOver(s))).toEqual(OPEN_STATES)
})
