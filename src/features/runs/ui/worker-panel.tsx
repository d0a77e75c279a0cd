'use client'

import { useQuery } from '@tanstack/react-query'
import { Server, TriangleAlert } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Badge } from '@/ui/badge'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { type Status, StatusDot } from '@/ui/status-dot'
import { type Column, Table } from '@/ui/table'
import { TextLink } from '@/ui/text-link'
import type { WorkerView } from '../schema'

const statusOf: Record<WorkerView['state'], Status> = {
  ready: { label: 'Ready', tone: 'good', shape: 'ring' },
  draining: { label: 'Ending', tone: 'warn', shape: 'pause' },
  refused: { label: 'Update it', tone: 'bad', shape: 'cross' },
  gone: { label: 'Gone', tone: 'neutral', shape: 'cross' },
}

const columns: Column<WorkerView>[] = [
  { key: 'state', header: 'Worker', width: '7rem', cell: (worker) => <StatusDot status={statusOf[worker.state]} /> },
  {
    key: 'name',
    header: 'Name',
    width: '10rem',
    cell: (worker) => (
      <span className="truncate" title={worker.name}>
        {worker.name}
      </span>
    ),
  },
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
    phoneLabel: 'runs',
    width: '6rem',
    align: 'right',
    cell: ({ state, liveRuns, capacity }) =>
      state === 'refused' ? null : (
        <span className="tnum">
          {liveRuns} of {capacity}
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

/** Agents that nobody here can run, and why. */
function Unplaced() {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const found = useQuery(
    trpc.runs.listUnplaced.queryOptions({ companyId: slug }, { refetchInterval: LOOK_AGAIN_MS, staleTime: 0 }),
  ).data
  return (found ?? []).map(({ reason, count, agents }) => (
    <div key={reason} role="status" className="flex gap-2.5 border-b px-4 py-3 text-sm">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <p className="min-w-0 break-words">
        {agents.map(({ id, name }, index) => (
          <span key={id}>
            {index > 0 ? ', ' : null}
            <TextLink href={to(`/agents/${id}`)}>{name}</TextLink>
          </span>
        ))}
        {count > agents.length ? ` and ${count - agents.length} more` : null} cannot run: {reason}
      </p>
    </div>
  ))
}

/** The workers of the installation, and how many runs of this company each has. */
export function WorkerPanel() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const query = useQuery(
    trpc.runs.listWorkers.queryOptions({ companyId: slug }, { refetchInterval: LOOK_AGAIN_MS, staleTime: 0 }),
  )
  return (
    <Panel title="Workers" hint="They run the agents of all companies of this installation." isFlush>
      <Unplaced />
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
