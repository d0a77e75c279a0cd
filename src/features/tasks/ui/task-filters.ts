import type { Inputs } from '@/entry/trpc/client'
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

/** Until when tasks are due that the list shows; in days after today, 0 for all that should be done by now. */
export const DUE_VIEWS = [
  { id: 'overdue', label: 'Overdue', days: 0 },
  { id: 'today', label: 'By tonight', days: 1 },
  { id: 'week', label: 'Within 7 days', days: 7 },
] as const

/** Filters that name one thing by its id; the name is what stands in the address. */
export const ID_FILTERS = ['assignee', 'person', 'project', 'goal', 'label', 'team'] as const
export type IdFilter = (typeof ID_FILTERS)[number]

export type TaskFilter = {
  view: string
  states: TaskState[] | undefined
  ids: Record<IdFilter, string | undefined>
  due: (typeof DUE_VIEWS)[number]['id'] | undefined
  /** Only tasks that wait for another one. */
  isWaiting: boolean
  text: string
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Reads the filter from an address; what makes no sense there is ignored. */
export function readTaskFilter(params: { get(name: string): string | null }): TaskFilter {
  const named = TASK_VIEWS.find((view) => view.id === params.get('view')) ?? TASK_VIEWS[0]
  const single = ALL_TASK_STATES.find((state) => state === params.get('state'))
  const idOf = (name: IdFilter) => (uuid.test(params.get(name) ?? '') ? (params.get(name) ?? undefined) : undefined)
  return {
    view: single ?? named?.id ?? 'open',
    states: single ? [single] : named?.states ? [...named.states] : undefined,
    ids: {
      ...{ assignee: idOf('assignee'), person: idOf('person'), project: idOf('project') },
      ...{ goal: idOf('goal'), label: idOf('label'), team: idOf('team') },
    },
    due: DUE_VIEWS.find((view) => view.id === params.get('due'))?.id,
    isWaiting: params.get('waiting') === '1',
    text: params.get('q') ?? '',
  }
}

type ListInput = Omit<Inputs['tasks']['listTasks'], 'companyId'>

/** What is asked of the server for a filter. @param now when the list was opened */
export function listInputOf(filter: TaskFilter, now: Date): ListInput {
  const { assignee, person, project, goal, label, team } = filter.ids
  const due = DUE_VIEWS.find((view) => view.id === filter.due)
  return {
    states: filter.states,
    ...{ assigneeId: assignee, assigneePersonId: person, projectId: project, labelId: label, teamId: team },
    ...(goal && { goalId: goal, withSubgoals: true }),
    ...(due && { dueBefore: dueBefore(due.days, now), order: 'due' as const }),
    isBlocked: filter.isWaiting || undefined,
    q: filter.text.trim().slice(0, 200) || undefined,
  }
}

/** Midnight that many days on, where the reader is; for 0 the present. */
function dueBefore(days: number, now: Date): string {
  if (days === 0) return now.toISOString()
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days).toISOString()
}
