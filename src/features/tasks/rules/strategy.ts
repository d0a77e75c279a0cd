import { isOver } from './state-machine'
import type { TaskState } from './vocabulary'

/** A change of a task: `from` is null for a new one; handed on means given to another agent or to a person. */
type Step = { from: TaskState | null; to: TaskState; isHandedOn: boolean }

/**
 * What the root agent may do before the board has approved its strategy: draft tasks in the backlog, drop them, and do the work that
 * people gave it. It sets nothing going.
 */
export function isDrafting({ from, to, isHandedOn }: Step): boolean {
  if (from === null) return to === 'backlog'
  if (isHandedOn) return false
  if (from === 'backlog') return to === 'backlog' || to === 'cancelled'
  return !isOver(from) || to === from
}
