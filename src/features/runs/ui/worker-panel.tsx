'use client'

import { useQuery } from '@tanstack/react-query'
import { Server } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Badge } from '@/ui/badge'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { type Status, StatusDot } from '@/ui/status-dot'
import { type Column, Table } from '@/ui/table'
import type { WorkerView } from '../schema'

const statusOf: Record<WorkerView['state'], Status> = {
  ready: { label: 'Ready', tone: 'good', shape: 'ring' },
  draining: { label: 'Ending', tone: 'warn', shape: 'pause' },
  gone: { label: 'Gone', tone: 'neutral', shape: 'cross' },
}

const columns: Column<WorkerView>[] = [
  { key: 'state', header: 'Worker', width: '7rem', cell: (worker) => <StatusDot status={statusOf[worker.state]} /> },
  { key: 'name', header: 'Name', width: '8rem', cell: (worker) => <span className="truncate">{worker.name}</span> },
  {
    key: 'has',
    header: 'Runtimes and labels',
    cell: (worker) => (
      <span className="flex flex-wrap items-center gap-1 text-muted">
        {worker.runtimes.filter((runtime) => runtime !== 'checks').join(', ')}
        {worker.labels.map((label) => (
          <Badge key={label}>{label}</Badge>
        ))}
      </span>
    ),
  },
  {
    key: 'runs',
    header: 'Runs',
    width: '6rem',
    align: 'right',
    cell: (worker) => (
      <span className="tnum">
        {worker.liveRuns} of {worker.capacity}
      </span>
    ),
  },
  {
    key: 'seen',
    header: 'Seen',
    width: '7rem',
    align: 'right',
    cell: (worker) => <RelativeTime at={worker.lastBeatAt} className="text-muted" />,
  },
]

const LOOK_AGAIN_MS = 10_000

/** The workers of the installation, and how many runs of this company each has. */
export function WorkerPanel() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const query = useQuery(
    trpc.runs.listWorkers.queryOptions({ companyId: slug }, { refetchInterval: LOOK_AGAIN_MS, staleTime: 0 }),
  )
  return (
    <Panel title="Workers" hint="They run the agents of all companies of this installation." isFlush>
      <Loaded query={query} what="The workers">
        {(workers) =>
          workers.length > 0 ? (
            <Table caption="Workers" columns={columns} rows={workers} rowKey={(worker) => worker.id} />
          ) : (
            <EmptyState isCompact icon={<Server />} title="No worker is connected">
              Agents run on workers. Start one with <code>paperclip worker</code>.
            </EmptyState>
          )
        }
      </Loaded>
    </Panel>
  )
}
