'use client'

import { useNow } from '@/ui/relative-time'
import { type Status, StatusDot } from '@/ui/status-dot'
import type { GoalView } from '../schema'

type GoalStatusName = GoalView['status']

/** How each goal status is named and drawn. */
export const GOAL_STATUS: Record<GoalStatusName, Status> = {
  planned: { label: 'Planned', tone: 'neutral', shape: 'dashed' },
  active: { label: 'Active', tone: 'info', shape: 'half' },
  achieved: { label: 'Achieved', tone: 'good', shape: 'check' },
  cancelled: { label: 'Cancelled', tone: 'neutral', shape: 'cross' },
}

/** All statuses of a goal, in order. */
export const ALL_GOAL_STATUSES: readonly GoalStatusName[] = ['planned', 'active', 'achieved', 'cancelled']

/** A goal's status as a shape and a word. */
export function GoalStatusDot({ status, hideLabel }: { status: GoalStatusName; hideLabel?: boolean }) {
  return <StatusDot status={GOAL_STATUS[status]} hideLabel={hideLabel} />
}

/** Finished tasks of all tasks of a goal or project, as a bar and in figures. */
export function GoalProgress({ goal }: { goal: Pick<GoalView, 'tasksDone' | 'tasksTotal'> }) {
  if (goal.tasksTotal === 0) return <span className="text-faint">No task yet</span>
  const share = (goal.tasksDone / goal.tasksTotal) * 100
  return (
    <span className="tnum inline-flex items-center gap-2">
      <span aria-hidden className="h-1.5 w-20 overflow-hidden rounded-full bg-hover ring-1 ring-line-strong ring-inset">
        <span className="block h-full bg-good" style={{ width: `${share}%` }} />
      </span>
      {goal.tasksDone} of {goal.tasksTotal} <span className="sr-only">tasks done</span>
    </span>
  )
}

type DueDayProps = { day: string; isOpen: boolean /** A word before a day that is not over. */; before?: string }

/** Until when something is due: in words and colour where that day is over and it is still open. */
export function DueDay({ day, isOpen, before }: DueDayProps) {
  const now = useNow()
  // It is over when it is over everywhere: a day has no zone.
  const isOver = isOpen && Date.parse(day) + 36 * 3_600_000 < now
  return (
    <span suppressHydrationWarning className={isOver ? 'tnum text-bad' : 'tnum'}>
      {isOver ? 'overdue since ' : before && `${before} `}
      {dayText(day)}
    </span>
  )
}

/** A day without a zone, as in "4 Mar 2026". */
export function dayText(day: string): string {
  return new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
}
