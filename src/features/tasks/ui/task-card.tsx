'use client'

import { clsx } from 'clsx'
import { Ban, Ellipsis } from 'lucide-react'
import { memo } from 'react'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { useDragged } from '@/ui/drag'
import { Link } from '@/ui/link'
import { Menu } from '@/ui/menu'
import { whyNotMoved } from '../rules/moves'
import { isOver } from '../rules/state-machine'
import type { TaskRow, TaskState } from '../schema'
import { LabelChip } from './label-chip'
import { ALL_TASK_STATES, labelOfState, PriorityMark, TASK_STATUS, TaskStateDot } from './task-marks'
import { DueMark } from './task-table'

type CardProps = {
  task: TaskRow
  isHeld: boolean
  onActive: () => void
  onMove: (to: TaskState) => void
}

/** A task on the board: dragged by its whole face, opened by its title, moved by its menu where nothing is dragged. */
export const TaskCard = memo(
  function TaskCard({ task, isHeld, onActive, onMove }: CardProps) {
    const { to } = useCompanySlug()
    const assignee = task.assigneeName ?? task.assigneePersonName
    const isOpen = !isOver(task.state)
    const isGranted = useGrants().has('task:write')
    return (
      <li
        data-task={task.id}
        {...useDragged(task.id, isGranted)}
        className={clsx(
          'relative flex select-none flex-col gap-1.5 rounded-md border bg-surface px-2.5 py-2 text-sm shadow-card [contain-intrinsic-size:auto_72px] [content-visibility:auto]',
          'hover:border-line-strong has-[a:focus-visible]:border-accent',
          isGranted && 'cursor-grab',
          isHeld && 'opacity-40',
        )}
      >
        <div className="flex items-center gap-1.5 text-faint text-xs">
          <PriorityMark priority={task.priority} hideLabel />
          <span className="tnum">{task.identifier}</span>
          <Granted to="task:write">
            <span className="relative z-[1] ml-auto -mr-1">
              <Menu
                label={`Move ${task.identifier} to`}
                triggerLabel={`Move ${task.identifier}`}
                triggerClassName="inline-flex size-6 items-center justify-center rounded-md hover:bg-hover hover:text-ink"
                trigger={<Ellipsis aria-hidden className="size-3.5" />}
                items={ALL_TASK_STATES.filter((state) => state !== task.state).map((state) =>
                  moveItem(task, state, onMove),
                )}
              />
            </span>
          </Granted>
        </div>
        <Link
          href={to(`/tasks/${task.identifier}`)}
          draggable={false}
          onFocus={onActive}
          className="line-clamp-3 font-medium leading-snug after:absolute after:inset-0 focus-visible:outline-none"
        >
          {task.title}
        </Link>
        <div className="flex min-h-5 flex-wrap items-center gap-1 empty:hidden">
          {isOpen && task.unresolvedBlockers > 0 ? (
            <Badge icon={<Ban aria-hidden />}>Waits for {task.unresolvedBlockers}</Badge>
          ) : null}
          {isOpen && task.dueAt ? <DueMark dueAt={task.dueAt} /> : null}
          {task.labels.slice(0, 1).map((label) => (
            <LabelChip key={label.id} label={label} />
          ))}
          {task.labels.length > 1 ? <span className="text-faint text-xs">+{task.labels.length - 1}</span> : null}
          {assignee ? (
            <span className="ml-auto" title={assignee}>
              <Avatar name={assignee} kind={task.assigneePersonId ? 'person' : 'agent'} />
              <span className="sr-only">{assignee}</span>
            </span>
          ) : null}
        </div>
      </li>
    )
  },
  (before, after) => before.task === after.task && before.isHeld === after.isHeld,
)

/** The card that goes along with the pointer. */
export function CarriedCard({ task }: { task: TaskRow }) {
  return (
    <div className="flex cursor-grabbing flex-col gap-1.5 rounded-md border border-accent bg-surface px-2.5 py-2 text-sm shadow-pop">
      <span className="tnum text-faint text-xs">{task.identifier}</span>
      <span className="line-clamp-3 font-medium leading-snug">{task.title}</span>
    </div>
  )
}

function moveItem(task: TaskRow, state: TaskState, onMove: (to: TaskState) => void) {
  const { label } = TASK_STATUS[state]
  const reason = whyNotMoved(task, state, labelOfState)
  return {
    ...{ id: state, label, icon: <TaskStateDot state={state} hideLabel />, hint: reason ?? undefined },
    isDisabled: reason !== null,
    onSelect: () => onMove(state),
  }
}
