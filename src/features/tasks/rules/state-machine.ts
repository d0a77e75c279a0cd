import type { TaskState } from '../schema'

const MOVES: Record<TaskState, readonly TaskState[]> = {
  backlog: ['todo', 'in_progress', 'blocked', 'cancelled', 'done'],
  todo: ['backlog', 'in_progress', 'in_review', 'blocked', 'done', 'cancelled'],
  in_progress: ['todo', 'in_review', 'blocked', 'done', 'cancelled'],
  in_review: ['todo', 'in_progress', 'blocked', 'done', 'cancelled'],
  blocked: ['backlog', 'todo', 'in_progress', 'in_review', 'done', 'cancelled'],
  done: [],
  cancelled: [],
}

/** Work that is not over. */
export const OPEN_STATES: readonly TaskState[] = ['backlog', 'todo', 'in_progress', 'in_review', 'blocked']

/** From which states an agent may take a task without naming them. */
export const CHECKOUT_STATES: readonly TaskState[] = ['backlog', 'todo', 'in_progress', 'in_review', 'blocked']

export function isOver(state: TaskState): boolean {
  return state === 'done' || state === 'cancelled'
}

/** Whether a task may go from one state to another; `reopen` is the only way out of done and cancelled. */
export function mayMove(from: TaskState, to: TaskState, reopen = false): boolean {
  if (isOver(from)) return reopen && to === 'todo'
  return MOVES[from].includes(to)
}

/** The states that can follow, for refusals and menus. */
export function nextStates(from: TaskState): readonly TaskState[] {
  return isOver(from) ? ['todo'] : MOVES[from]
}
