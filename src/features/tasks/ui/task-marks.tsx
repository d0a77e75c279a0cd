import { SignalHigh, SignalLow, SignalMedium, TriangleAlert } from 'lucide-react'
import { type Status, StatusDot } from '@/ui/status-dot'
import type { TaskRow, TaskState } from '../schema'

/** How each task state is named and drawn, in the order of the work. */
export const TASK_STATUS: Record<TaskState, Status> = {
  backlog: { label: 'Backlog', tone: 'neutral', shape: 'dashed' },
  todo: { label: 'To do', tone: 'neutral', shape: 'ring' },
  in_progress: { label: 'In progress', tone: 'info', shape: 'half' },
  in_review: { label: 'In review', tone: 'review', shape: 'most' },
  blocked: { label: 'Blocked', tone: 'bad', shape: 'blocked' },
  done: { label: 'Done', tone: 'good', shape: 'check' },
  cancelled: { label: 'Cancelled', tone: 'neutral', shape: 'cross' },
}

export const labelOfState = (state: TaskState) => TASK_STATUS[state].label

/** All task states, in the order of the work. */
export const ALL_TASK_STATES: readonly TaskState[] = [
  'backlog',
  'todo',
  'in_progress',
  'in_review',
  'blocked',
  'done',
  'cancelled',
]

/** A task's state as a shape and a word. */
export function TaskStateDot({ state, hideLabel }: { state: TaskState; hideLabel?: boolean }) {
  return <StatusDot status={TASK_STATUS[state]} hideLabel={hideLabel} />
}

export type Priority = TaskRow['priority']

const priorityIcons = { critical: TriangleAlert, high: SignalHigh, medium: SignalMedium, low: SignalLow }

/** Names of the priorities, highest first. */
export const PRIORITY_LABEL: Record<Priority, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
}

/** All priorities, highest first. */
export const ALL_PRIORITIES: readonly Priority[] = ['critical', 'high', 'medium', 'low']

/** A priority as bars and a word; the highest is a warning sign. */
export function PriorityMark({ priority, hideLabel = false }: { priority: Priority; hideLabel?: boolean }) {
  const Icon = priorityIcons[priority]
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap align-middle">
      <Icon aria-hidden className={priority === 'critical' ? 'size-3.5 text-bad' : 'size-3.5 text-faint'} />
      <span className={hideLabel ? 'sr-only' : undefined}>{PRIORITY_LABEL[priority]}</span>
    </span>
  )
}
