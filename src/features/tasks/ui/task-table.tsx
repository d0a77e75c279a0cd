'use client'

import { Ban, Layers, MessageSquare } from 'lucide-react'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Badge } from '@/ui/badge'
import { RelativeTime, useNow } from '@/ui/relative-time'
import { type Column, Table } from '@/ui/table'
import { isOver } from '../rules/state-machine'
import type { TaskRow } from '../schema'
import { LabelChip } from './label-chip'
import { SomebodyName } from './property-menu'
import { PriorityMark, TaskStateDot } from './task-marks'

type TaskTableProps = { rows: TaskRow[]; caption: string; activeId?: string; hides?: ('assignee' | 'messages')[] }

const columns: Column<TaskRow>[] = [
  {
    key: 'title',
    header: 'Task',
    cell: (task) => (
      <span className="flex items-center gap-2">
        <PriorityMark priority={task.priority} hideLabel />
        <span className="tnum w-16 shrink-0 font-normal text-faint text-xs max-sm:w-auto">{task.identifier}</span>
        <span className="min-w-0 truncate max-sm:whitespace-normal">{task.title}</span>
        <RowMarks task={task} />
      </span>
    ),
  },
  { key: 'state', header: 'State', width: '8rem', cell: (task) => <TaskStateDot state={task.state} /> },
  {
    key: 'assignee',
    header: 'Assignee',
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
    header: 'Messages',
    width: '5.5rem',
    align: 'right',
    isHiddenOnPhone: true,
    cell: (task) =>
      task.messageCount > 0 ? (
        <span className="inline-flex items-center gap-1 text-muted">
          <MessageSquare aria-hidden className="size-3" />
          {task.messageCount}
        </span>
      ) : (
        <span className="text-faint">0</span>
      ),
  },
  {
    key: 'updated',
    header: 'Updated',
    width: '7rem',
    align: 'right',
    cell: (task) => <RelativeTime at={task.updatedAt} className="text-muted" />,
  },
]

const MOST_LABELS = 2

/** What makes a row stand out: what it waits for, how often it was handed on, its labels, when it is due. */
function RowMarks({ task }: { task: TaskRow }) {
  const isOpen = !isOver(task.state)
  return (
    <span className="ml-auto flex shrink-0 items-center gap-1 font-normal">
      {isOpen && task.unresolvedBlockers > 0 ? (
        <Badge icon={<Ban aria-hidden />}>Waits for {task.unresolvedBlockers}</Badge>
      ) : null}
      {task.isDeep ? (
        <Badge tone="warn" icon={<Layers aria-hidden />}>
          Depth {task.requestDepth}
        </Badge>
      ) : null}
      <span className="flex items-center gap-1 max-md:hidden">
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

function DueMark({ dueAt }: { dueAt: string }) {
  const now = useNow()
  const at = new Date(dueAt)
  const isLate = at.getTime() < now
  const year = at.getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric'
  const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year })
  return <Badge tone={isLate ? 'bad' : 'neutral'}>{isLate ? `Overdue, ${day}` : `Due ${day}`}</Badge>
}

/** Tasks as rows; a row leads to its task. */
export function TaskTable({ rows, caption, activeId, hides = [] }: TaskTableProps) {
  const { to } = useCompanySlug()
  return (
    <Table
      caption={caption}
      columns={columns.filter((column) => !hides.some((hidden) => hidden === column.key))}
      rows={rows}
      rowKey={(task) => task.id}
      rowHref={(task) => to(`/tasks/${task.identifier}`)}
      activeKey={activeId}
    />
  )
}
