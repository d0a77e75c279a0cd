import type { TaskState } from '../schema'
import { isOver, mayMove, nextStates } from './state-machine'

type Movable = { identifier: string; state: TaskState; assigneeId: string | null; assigneePersonId: string | null }

/**
 * Why a person cannot move a task to a state, one sentence with the way out; null when it may be tried. What is over is reopened by
 * moving it to `todo`.
 * @param nameOf how states are named
 */
export function whyNotMoved(task: Movable, to: TaskState, nameOf: (state: TaskState) => string): string | null {
  const { identifier, state } = task
  if (state === to) return `${identifier} is there already.`
  if (isOver(state) && to !== 'todo') {
    return `${identifier} is ${nameOf(state)}: what is over is first reopened, by moving it to ${nameOf('todo')}.`
  }
  if (!mayMove(state, to, isOver(state))) {
    const ways = nextStates(state).map(nameOf)
    return `From ${nameOf(state)} a task goes to ${ways.slice(0, -1).join(', ')} or ${ways.at(-1)}, not to ${nameOf(to)}.`
  }
  if (to === 'in_progress' && !task.assigneeId && !task.assigneePersonId) {
    return `${identifier} is nobody's, and work in progress needs somebody. Assign it first.`
  }
  return null
}

/** Whether moving back is possible, so that a move can be undone. */
export function mayMoveBack(from: TaskState, to: TaskState): boolean {
  return !isOver(from) && mayMove(to, from)
}
