import { TriangleAlert } from 'lucide-react'
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

/** Names of the priorities, highest first. */
export const PRIORITY_LABEL: Record<Priority, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
}

/** All priorities, highest first. */
export const ALL_PRIORITIES: readonly Priority[] = ['critical', 'high', 'medium', 'low']

const LIT = { high: 3, medium: 2, low: 1 }

/** Three bars, of which more are dark the more it matters. */
function Bars({ priority }: { priority: keyof typeof LIT }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 14 14" className="size-3.5 shrink-0 fill-current text-faint">
      {[0, 1, 2].map((place) => (
        <rect
          key={place}
          x={1 + place * 4.5}
          y={8 - place * 3}
          width={3}
          height={5 + place * 3}
          rx={0.75}
          opacity={place < LIT[priority] ? 1 : 0.25}
        />
      ))}
    </svg>
  )
}

/** A priority as bars and a word; the highest is a warning sign. */
export function PriorityMark({ priority, hideLabel = false }: { priority: Priority; hideLabel?: boolean }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap align-middle">
      {priority === 'critical' ? (
        <TriangleAlert aria-hidden className="size-3.5 text-bad" />
      ) : (
        <Bars priority={priority} />
      )}
      <span className={hideLabel ? 'sr-only' : undefined}>{PRIORITY_LABEL[priority]}</span>
    </span>
  )
}
