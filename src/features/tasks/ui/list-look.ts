import type { Inputs } from '@/entry/trpc/client'
import { OPEN_STATES } from '../rules/state-machine'
import type { TaskState } from '../schema'
import { ALL_TASK_STATES } from './task-marks'
import { TASK_COLUMNS, type TaskColumn, USUAL_COLUMNS } from './task-table'

/** Orders of the list by their names in the address; the first is the usual one. */
export const SORTS = [
  { id: 'newest', label: 'Newest first' },
  { id: 'oldest', label: 'Oldest first' },
  { id: 'due', label: 'Due first, only with a date' },
] as const satisfies readonly { id: NonNullable<Inputs['tasks']['listTasks']['order']>; label: string }[]
export type Sort = (typeof SORTS)[number]['id']

/** How tasks are shown, apart from which: all of it stands in the address. */
export type ListLook = { isBoard: boolean; columns: readonly TaskColumn[]; sort: Sort; peek: string | null }

/** Reads the look from an address; what makes no sense there is ignored. */
export function readListLook(params: { get(name: string): string | null }): ListLook {
  const named = params.get('columns')?.split(',')
  const columns = (Object.keys(TASK_COLUMNS) as TaskColumn[]).filter((column) => named?.includes(column))
  return {
    isBoard: params.get('layout') === 'board',
    columns: named ? columns : USUAL_COLUMNS,
    sort: SORTS.find(({ id }) => id === params.get('sort'))?.id ?? 'newest',
    peek: /^[A-Z][A-Z0-9]*-\d+$/.exec(params.get('peek') ?? '')?.[0] ?? null,
  }
}

/** The columns as they stand in the address after one was switched on or off; null for the usual ones. */
export function columnsText(columns: readonly TaskColumn[], switched: TaskColumn): string | null {
  const next = (Object.keys(TASK_COLUMNS) as TaskColumn[]).filter(
    (column) => columns.includes(column) !== (column === switched),
  )
  return next.join() === USUAL_COLUMNS.join() ? null : next.join()
}

/** The columns of the board for the states of a filter: open work has a place to go to. */
export function boardStates(states: readonly TaskState[] | undefined): readonly TaskState[] {
  if (!states) return ALL_TASK_STATES
  return OPEN_STATES.every((state) => states.includes(state)) ? [...OPEN_STATES, 'done'] : states
}
