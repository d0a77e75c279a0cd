import type { Inputs } from '@/entry/trpc/client'
import { mayMoveBack } from '../rules/moves'
import { isOver } from '../rules/state-machine'
import type { LabelView, TaskRow, TaskState } from '../schema'

type Sent = Omit<Inputs['tasks']['updateTask'], 'companyId' | 'taskId'>

/** A change of one row: what is sent, and how the row looks from then on. */
export type RowChange = { sent: Sent; shown: Partial<TaskRow> }

export type Somebody = { kind: 'agent' | 'person'; id: string; name: string }

export function stateChange(task: Pick<TaskRow, 'state'>, state: TaskState): RowChange {
  return { sent: { state, ...(isOver(task.state) && { reopen: true }) }, shown: { state } }
}

export function priorityChange(priority: TaskRow['priority']): RowChange {
  return { sent: { priority }, shown: { priority } }
}

/** Hands a task to somebody, or to nobody. */
export function assigneeChange(task: Pick<TaskRow, 'assigneePersonId'>, to: Somebody | null): RowChange {
  const agent = to?.kind === 'agent' ? to : null
  const person = to?.kind === 'person' ? to : null
  const sent = person
    ? { assigneePersonId: person.id }
    : agent || !task.assigneePersonId
      ? { assigneeId: agent?.id ?? null }
      : { assigneePersonId: null }
  const shown = {
    ...{ assigneeId: agent?.id ?? null, assigneeName: agent?.name ?? null },
    ...{ assigneePersonId: person?.id ?? null, assigneePersonName: person?.name ?? null },
  }
  return { sent, shown }
}

/** Puts a label on a task, or takes it off; null when nothing would change. */
export function labelChange(task: Pick<TaskRow, 'labels'>, label: LabelView, isOn: boolean): RowChange | null {
  if (task.labels.some(({ id }) => id === label.id) === isOn) return null
  return labelsAs(isOn ? [...task.labels, label] : task.labels.filter(({ id }) => id !== label.id))
}

function labelsAs(labels: LabelView[]): RowChange {
  return { sent: { labelIds: labels.map(({ id }) => id) }, shown: { labels } }
}

export function shownAfter(task: TaskRow, change: RowChange): TaskRow {
  return { ...task, ...change.shown }
}

/** What takes a change back; null when it cannot be. @param task as it was before */
export function inverseOf(task: TaskRow, { sent }: RowChange): RowChange | null {
  if (sent.state) return mayMoveBack(task.state, sent.state) ? stateChange({ state: sent.state }, task.state) : null
  if (sent.priority) return priorityChange(task.priority)
  if (sent.labelIds) return labelsAs(task.labels)
  return assigneeChange({ assigneePersonId: sent.assigneePersonId ?? null }, assigneeOf(task))
}

function assigneeOf(task: TaskRow): Somebody | null {
  if (task.assigneeId) return { kind: 'agent', id: task.assigneeId, name: task.assigneeName ?? '' }
  if (task.assigneePersonId) return { kind: 'person', id: task.assigneePersonId, name: task.assigneePersonName ?? '' }
  return null
}
