'use client'

import { clsx } from 'clsx'
import { Ban, Layers } from 'lucide-react'
import { useMemo } from 'react'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Badge } from '@/ui/badge'
import { RelativeTime, useNow } from '@/ui/relative-time'
import { type Column, type Selection, Table } from '@/ui/table'
import { isOver } from '../rules/state-machine'
import type { TaskRow } from '../schema'
import { LabelChip } from './label-chip'
import { SomebodyName } from './property-menu'
import { PriorityMark, TaskStateDot } from './task-marks'

type TaskTableProps = {
  rows: TaskRow[]
  hasMore?: boolean
  caption: string
  activeId?: string
  /** Those beside the title; absent for the usual ones. */
  shows?: readonly TaskColumn[]
  selection?: Selection<TaskRow>
}

/** Columns beside the title that a list can show, and those that it shows when nobody chose. */
export const TASK_COLUMNS = {
  state: 'State',
  priority: 'Priority',
  assignee: 'Assignee',
  messages: 'Messages',
  due: 'Due',
  created: 'Created',
  updated: 'Updated',
} as const
export type TaskColumn = keyof typeof TASK_COLUMNS
export const USUAL_COLUMNS: readonly TaskColumn[] = ['state', 'assignee', 'messages', 'updated']

const COLUMNS: Column<TaskRow>[] = [
  {
    key: 'title',
    header: 'Task',
    cell: (task) => (
      <span className="@container flex items-center gap-x-2 gap-y-1 max-sm:flex-wrap">
        <PriorityMark priority={task.priority} hideLabel />
        <span className="tnum w-16 shrink-0 font-normal text-faint text-xs max-sm:w-auto">{task.identifier}</span>
        <span className="min-w-0 truncate max-sm:flex-1 max-sm:whitespace-normal">{task.title}</span>
        <RowMarks task={task} />
      </span>
    ),
  },
  { key: 'state', header: TASK_COLUMNS.state, width: '8rem', cell: (task) => <TaskStateDot state={task.state} /> },
  {
    key: 'priority',
    header: TASK_COLUMNS.priority,
    width: '6rem',
    cell: (task) => <PriorityMark priority={task.priority} />,
  },
  {
    key: 'assignee',
    header: TASK_COLUMNS.assignee,
    width: '11rem',
    cell: (task) => (
      <SomebodyName
        name={task.assigneeName ?? task.assigneePersonName}
        kind={task.assigneePersonId ? 'person' : 'agent'}
      />
    ),
  },
  {
    key: 'messages',
    header: TASK_COLUMNS.messages,
    width: '5.5rem',
    align: 'right',
    isHiddenOnPhone: true,
    cell: (task) =>
      task.messageCount > 0 ? (
        <span className="text-muted">{task.messageCount}</span>
      ) : (
        <span className="text-faint">0</span>
      ),
  },
  {
    key: 'due',
    header: TASK_COLUMNS.due,
    width: '7rem',
    align: 'right',
    cell: (task) => (task.dueAt ? <RelativeTime at={task.dueAt} className="text-muted" /> : null),
  },
  {
    key: 'created',
    header: TASK_COLUMNS.created,
    width: '7rem',
    align: 'right',
    cell: (task) => <RelativeTime at={task.createdAt} className="text-muted" />,
  },
  {
    key: 'updated',
    header: TASK_COLUMNS.updated,
    width: '7rem',
    align: 'right',
    cell: (task) => <RelativeTime at={task.updatedAt} className="text-muted" />,
  },
]

const MOST_LABELS = 2

/** What makes a row stand out: what it waits for, how often it was handed on, its labels, when it is due. */
function RowMarks({ task }: { task: TaskRow }) {
  const isOpen = !isOver(task.state)
  const isMarked = task.isDeep || (isOpen && (task.unresolvedBlockers > 0 || task.dueAt !== null))
  return (
    <span
      className={clsx(
        'ml-auto flex shrink-0 items-center gap-1 font-normal',
        isMarked ? 'max-sm:w-full' : 'max-sm:hidden',
      )}
    >
      {isOpen && task.unresolvedBlockers > 0 ? (
        <Badge icon={<Ban aria-hidden />}>Waits for {task.unresolvedBlockers}</Badge>
      ) : null}
      {task.isDeep ? (
        <Badge tone="warn" icon={<Layers aria-hidden />}>
          Depth {task.requestDepth}
        </Badge>
      ) : null}
      <span className="flex items-center gap-1 max-md:hidden @max-[24rem]:hidden">
        {task.labels.slice(0, MOST_LABELS).map((label) => (
          <LabelChip key={label.id} label={label} />
        ))}
        {task.labels.length > MOST_LABELS ? (
          <span className="text-faint text-xs">+{task.labels.length - MOST_LABELS}</span>
        ) : null}
      </span>
      {isOpen && task.dueAt ? <DueMark dueAt={task.dueAt} /> : null}
    </span>
  )
}

export function DueMark({ dueAt }: { dueAt: string }) {
  const now = useNow()
  const at = new Date(dueAt)
  const isLate = at.getTime() < now
  const year = at.getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric'
  const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year })
  return <Badge tone={isLate ? 'bad' : 'neutral'}>{isLate ? `Overdue, ${day}` : `Due ${day}`}</Badge>
}

/** Tasks as rows; a row leads to its task. */
export function TaskTable({ rows, caption, hasMore, activeId, shows = USUAL_COLUMNS, selection }: TaskTableProps) {
  const { to } = useCompanySlug()
  const shown = shows.join()
  const columns = useMemo(() => COLUMNS.filter(({ key }) => `title,${shown}`.split(',').includes(key)), [shown])
  return (
    <Table
      caption={caption}
      columns={columns}
      rows={rows}
      hasMore={hasMore}
      rowKey={(task) => task.id}
      rowHref={(task) => to(`/tasks/${task.identifier}`)}
      activeKey={activeId}
      selection={selection}
    />
  )
}
