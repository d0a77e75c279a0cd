'use client'

import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Avatar } from '@/ui/avatar'
import { Money } from '@/ui/money'
import { RelativeTime } from '@/ui/relative-time'
import { type Column, Table } from '@/ui/table'
import type { RunRow } from '../schema'
import { CAUSE_LABEL, RunStateDot } from './run-marks'
import { RunTime } from './run-time'

type RunTableProps = { rows: RunRow[]; hasMore?: boolean; caption: string; hides?: ('agent' | 'task')[] }

const columns: Column<RunRow>[] = [
  { key: 'state', header: 'Run', width: '7.5rem', cell: (run) => <RunStateDot run={run} /> },
  {
    key: 'agent',
    header: 'Agent',
    cell: (run) => (
      <span className="inline-flex max-w-full items-center gap-2 align-middle">
        <Avatar name={run.agentName} />
        <span className="truncate">{run.agentName}</span>
      </span>
    ),
  },
  {
    key: 'task',
    header: 'Task',
    cell: (run) =>
      run.taskTitle ? (
        <>
          <span className="tnum mr-2 text-faint text-xs">{run.taskIdentifier}</span>
          {run.taskTitle}
        </>
      ) : (
        <span className="text-faint">No task</span>
      ),
  },
  {
    key: 'cause',
    header: 'Cause',
    width: '7.5rem',
    cell: (run) => <span className="text-muted">{CAUSE_LABEL[run.cause]}</span>,
  },
  { key: 'time', header: 'Took', width: '6rem', align: 'right', cell: (run) => <RunTime run={run} /> },
  { key: 'cost', header: 'Cost', width: '4.5rem', align: 'right', cell: (run) => <Money micros={run.costMicros} /> },
  {
    key: 'at',
    header: 'Began',
    width: '6.5rem',
    align: 'right',
    cell: (run) => <RelativeTime at={run.createdAt} className="text-muted" />,
  },
]

/** Runs as rows; a row leads to its run. */
export function RunTable({ rows, hasMore, caption, hides = [] }: RunTableProps) {
  const { to } = useCompanySlug()
  const shown = columns.filter((column) => !hides.some((hidden) => hidden === column.key))
  return (
    <Table
      caption={caption}
      columns={shown}
      rows={rows}
      hasMore={hasMore}
      rowKey={(run) => run.id}
      rowHref={(run) => to(`/runs/${run.id}`)}
    />
  )
}
