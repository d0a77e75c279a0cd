'use client'

import { MessageSquare } from 'lucide-react'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Avatar } from '@/ui/avatar'
import { RelativeTime } from '@/ui/relative-time'
import { type Column, Table } from '@/ui/table'
import type { TaskRow } from '../schema'
import { PriorityMark, TaskStateDot } from './task-marks'

type TaskTableProps = { rows: TaskRow[]; caption: string; activeId?: string; hidesAssignee?: boolean }

const columns: Column<TaskRow>[] = [
  {
    key: 'title',
    header: 'Task',
    cell: (task) => (
      <span className="flex items-center gap-2">
        <PriorityMark priority={task.priority} hideLabel />
        <span className="tnum w-16 shrink-0 font-normal text-faint text-xs max-sm:w-auto">{task.identifier}</span>
        <span className="min-w-0 truncate max-sm:whitespace-normal">{task.title}</span>
      </span>
    ),
  },
  { key: 'state', header: 'State', width: '8rem', cell: (task) => <TaskStateDot state={task.state} /> },
  {
    key: 'assignee',
    header: 'Assignee',
    width: '11rem',
    cell: (task) =>
      task.assigneeName ? (
        <span className="inline-flex max-w-full items-center gap-2 align-middle">
          <Avatar name={task.assigneeName} />
          <span className="truncate">{task.assigneeName}</span>
        </span>
      ) : (
        <span className="text-faint">Nobody</span>
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

/** Tasks as rows; a row leads to its task. */
export function TaskTable({ rows, caption, activeId, hidesAssignee = false }: TaskTableProps) {
  const { to } = useCompanySlug()
  return (
    <Table
      caption={caption}
      columns={hidesAssignee ? columns.filter((column) => column.key !== 'assignee') : columns}
      rows={rows}
      rowKey={(task) => task.id}
      rowHref={(task) => to(`/tasks/${task.identifier}`)}
      activeKey={activeId}
    />
  )
}
