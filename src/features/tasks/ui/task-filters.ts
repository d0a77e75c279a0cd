import { OPEN_STATES } from '../rules/state-machine'
import type { TaskState } from '../schema'
import { ALL_TASK_STATES } from './task-marks'

/** Named sets of states that the list offers as chips; the name is what stands in the address. */
export const TASK_VIEWS: readonly { id: string; label: string; states: readonly TaskState[] | null }[] = [
  { id: 'open', label: 'Open', states: OPEN_STATES },
  { id: 'moving', label: 'Moving', states: ['in_progress', 'in_review'] },
  { id: 'blocked', label: 'Blocked', states: ['blocked'] },
  { id: 'done', label: 'Done', states: ['done'] },
  { id: 'all', label: 'All', states: null },
]

export type TaskFilter = { view: string; states: TaskState[] | undefined; assigneeId: string | undefined; text: string }

/** Reads the filter from an address; what makes no sense there is ignored. */
export function readTaskFilter(params: { get(name: string): string | null }): TaskFilter {
  const named = TASK_VIEWS.find((view) => view.id === params.get('view')) ?? TASK_VIEWS[0]
  const single = ALL_TASK_STATES.find((state) => state === params.get('state'))
  return {
    view: single ?? named?.id ?? 'open',
    states: single ? [single] : named?.states ? [...named.states] : undefined,
    assigneeId: params.get('assignee') ?? undefined,
    text: params.get('q') ?? '',
  }
}

/** Whether a row has all the typed words in its identifier, title or assignee. */
export function matchesText(
  row: { identifier: string; title: string; assigneeName: string | null },
  text: string,
): boolean {
  const given = `${row.identifier} ${row.title} ${row.assigneeName ?? ''}`.toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => given.includes(word))
}
