'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, CircleCheck, TriangleAlert } from 'lucide-react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { WorkerKeys } from '@/features/access/ui/worker-keys'
import { Loaded } from '@/features/companies/ui/loaded'
import { sizeText } from '@/features/documents/ui/send-file'
import { Badge } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Logo } from '@/ui/logo'
import { Facts, Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { type Status, StatusDot } from '@/ui/status-dot'
import { Table } from '@/ui/table'
import { ThemeSwitch } from '@/ui/theme-switch'

type InstanceStatus = Outputs['reports']['instanceStatus']
type Worker = InstanceStatus['workers'][number]
type MasterKey = InstanceStatus['masterKeys'][number]

const WORKER: Record<Worker['state'], Status> = {
  ready: { label: 'Ready', tone: 'good', shape: 'ring' },
  draining: { label: 'Ending', tone: 'warn', shape: 'pause' },
  refused: { label: 'Update it', tone: 'bad', shape: 'cross' },
  gone: { label: 'Gone', tone: 'neutral', shape: 'cross' },
}

/** How the installation stands, for its administrators: what is wrong first, then what it is made of. */
export function InstancePage() {
  const trpc = useTRPC()
  // nothing of it comes with an event
  const query = useQuery({ ...trpc.reports.instanceStatus.queryOptions(), refetchInterval: 10_000 })
  return (
    <main className="mx-auto w-full max-w-5xl px-3 py-4 sm:px-6 sm:py-6">
      <header className="mb-4 flex items-center gap-3">
        <Logo className="size-6 shrink-0 text-accent" />
        <h1 className="min-w-0 flex-1 truncate font-semibold text-lg">Instance</h1>
        <ButtonLink href="/" icon={<ArrowLeft aria-hidden className="size-3.5" />}>
          Companies
        </ButtonLink>
        <ThemeSwitch />
      </header>
      <Loaded query={query} what="How the installation stands">
        {(status) => (
          <div className="flex flex-col gap-4">
            <Health problems={status.problems} />
            <div className="grid items-start gap-4 sm:grid-cols-2">
              <Panel title="Server">
                <Facts facts={serverFacts(status)} />
              </Panel>
              <Panel title="Engine">
                <Facts facts={engineFacts(status)} />
              </Panel>
              <Panel title="Database">
                <Facts facts={databaseFacts(status)} />
              </Panel>
              <Panel title="Storage">
                <Facts facts={storageFacts(status)} />
              </Panel>
            </div>
            <Workers workers={status.workers} />
            <WorkerKeys />
            <MasterKeys keys={status.masterKeys} />
          </div>
        )}
      </Loaded>
    </main>
  )
}

function Health({ problems }: Pick<InstanceStatus, 'problems'>) {
  if (problems.length === 0) {
    return (
      <p role="status" className="flex items-center gap-2.5 rounded-lg bg-good-soft px-4 py-3 text-good text-sm">
        <CircleCheck aria-hidden className="size-4 shrink-0" />
        All is well.
      </p>
    )
  }
  return (
    <ul role="status" className="flex flex-col gap-2 rounded-lg bg-warn-soft px-4 py-3 text-sm text-warn">
      {problems.map((problem) => (
        <li key={problem} className="flex gap-2.5">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {problem}
        </li>
      ))}
    </ul>
  )
}

const since = (at: string | null, none: string) => (at ? <RelativeTime at={at} /> : none)

function serverFacts({ version, nodeVersion, startedAt, companies, runs }: InstanceStatus) {
  return [
    { name: 'Version', value: version },
    { name: 'Node', value: nodeVersion },
    { name: 'Started', value: <RelativeTime at={startedAt} /> },
    { name: 'Companies', value: companies },
    { name: 'Runs', value: `${runs.running} running, ${runs.queued} in the queue` },
    { name: 'Oldest run', value: since(runs.oldestQueuedAt, 'Nothing waits') },
  ]
}

function engineFacts({ engine, clockTickedAt }: InstanceStatus) {
  return [
    { name: 'Kind', value: engine.kind === 'embedded' ? 'Built in, on this database' : 'Inngest' },
    { name: 'Jobs waiting', value: engine.due ?? 'Known to Inngest' },
    { name: 'Oldest job', value: since(engine.oldestDueAt, 'Nothing waits') },
    { name: 'Events waiting', value: engine.unrelayed },
    { name: 'Oldest event', value: since(engine.oldestUnrelayedAt, 'Nothing waits') },
    { name: 'Last clock tick', value: since(clockTickedAt, 'Not yet') },
  ]
}

function databaseFacts({ database }: InstanceStatus) {
  return [
    { name: 'PostgreSQL', value: database.version },
    { name: 'Size', value: sizeText(database.bytes) },
    { name: 'Connections', value: `${database.connections} of ${database.maxConnections}` },
  ]
}

function storageFacts({ storage }: InstanceStatus) {
  return [
    { name: 'Kind', value: storage.driver === 's3' ? 'Bucket' : 'Folder' },
    { name: 'Place', value: <code className="font-mono text-xs">{storage.place}</code> },
    { name: 'State', value: storage.problem ?? 'Works' },
    ...(storage.freeBytes === null ? [] : [{ name: 'Space left', value: sizeText(storage.freeBytes) }]),
  ]
}

function Workers({ workers }: { workers: Worker[] }) {
  return (
    <Panel title="Workers" hint="heard within the hour" isFlush>
      {workers.length === 0 ? (
        <EmptyState isCompact title="No worker">
          Nothing runs without one. Begin one with <code className="font-mono">npm run worker</code>.
        </EmptyState>
      ) : (
        <Table
          caption="Workers"
          rows={workers}
          rowKey={(worker) => worker.id}
          columns={[
            { key: 'name', header: 'Name', width: '12rem', cell: (worker) => worker.name },
            {
              key: 'state',
              header: 'State',
              width: '7rem',
              cell: (worker) => <StatusDot status={WORKER[worker.state]} />,
            },
            { key: 'has', header: 'Runtimes and labels', cell: (worker) => <Abilities worker={worker} /> },
            {
              key: 'runs',
              header: 'Runs',
              phoneLabel: 'runs',
              width: '6rem',
              align: 'right',
              cell: (worker) => `${worker.liveRuns} of ${worker.capacity}`,
            },
            {
              key: 'beat',
              header: 'Heard',
              phoneLabel: 'heard',
              width: '7rem',
              align: 'right',
              cell: (worker) => <RelativeTime at={worker.lastBeatAt} className="text-faint text-xs" />,
            },
          ]}
        />
      )}
    </Panel>
  )
}

function MasterKeys({ keys }: { keys: MasterKey[] }) {
  return (
    <Panel title="Master keys" hint="what seals secrets" isFlush>
      {keys.length === 0 ? (
        <EmptyState isCompact title="No master key">
          Secrets cannot be kept without one. Set <code className="font-mono">PAPERCLIP_MASTER_KEY</code>.
        </EmptyState>
      ) : (
        <Table
          caption="Master keys"
          rows={keys}
          rowKey={(key) => key.id}
          columns={[
            {
              key: 'id',
              header: 'Key',
              width: '12rem',
              cell: (key) => <code className="font-mono text-xs">{key.id}</code>,
            },
            {
              key: 'source',
              header: 'Kept in',
              cell: (key) => <code className="font-mono text-muted text-xs">{key.source ?? 'nowhere here'}</code>,
            },
            { key: 'state', header: 'State', width: '9rem', cell: (key) => <StatusDot status={stateOfKey(key)} /> },
            {
              key: 'values',
              header: 'Values',
              phoneLabel: 'values',
              width: '6rem',
              align: 'right',
              cell: (key) => key.values,
            },
          ]}
        />
      )}
    </Panel>
  )
}

function stateOfKey({ source, isFirst, values }: MasterKey): Status {
  if (isFirst) return { label: 'Seals', tone: 'good', shape: 'ring' }
  if (source === null) return { label: 'Missing', tone: 'bad', shape: 'cross' }
  if (values > 0) return { label: 'Being replaced', tone: 'warn', shape: 'half' }
  return { label: 'May be removed', tone: 'neutral', shape: 'check' }
}

function Abilities({ worker }: { worker: Worker }) {
  return (
    <span className="flex flex-wrap items-center gap-1 text-muted">
      {worker.runtimes.filter((runtime) => runtime !== 'checks').join(', ')}
      {worker.labels.map((label) => (
        <Badge key={label}>{label}</Badge>
      ))}
    </span>
  )
}
