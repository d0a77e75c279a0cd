'use client'

import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { GrantsAbout } from '@/features/companies/ui/use-grants'
import { ModelCalls } from '@/features/models/ui/model-calls'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { usePageName } from '@/ui/breadcrumbs'
import { formatMicros, Money } from '@/ui/money'
import { PageHeader } from '@/ui/page-header'
import { Facts, Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { PageSkeleton } from '@/ui/skeleton'
import { TextLink } from '@/ui/text-link'
import { durationText } from '@/ui/time-text'
import type { RunView } from '../schema'
import { RunChecks } from './run-checks'
import { CAUSE_LABEL, isLive, RunStateDot } from './run-marks'
import { RunTime } from './run-time'
import { StopRun } from './stop-run'

const RunLog = lazy(() => import('./run-log').then((part) => ({ default: part.RunLog })))
const RunTimeline = lazy(() => import('./run-timeline'))

const COLUMNS = 'lg:grid-cols-[minmax(0,1fr)_21rem]'

/** One run: its log as it is written, and the facts around it. */
export function RunPage({ runId }: { runId: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const query = useQuery(trpc.runs.getRun.queryOptions({ companyId: slug, runId }))
  usePageName(query.data ? `Run of ${query.data.agentName}` : undefined)
  return (
    <Loaded
      query={query}
      what="The run"
      skeleton={<PageSkeleton label="The run: loading" hasMark columns={COLUMNS} />}
      isPage
    >
      {(run) => (
        <GrantsAbout kind="run" id={run.id} holderId={run.agentId}>
          <PageHeader
            mark={<Avatar name={run.agentName} size="lg" />}
            title={run.taskTitle ?? `Run of ${run.agentName}`}
            subtitle={<Subtitle run={run} />}
            actions={<StopRun run={run} />}
          />
          {run.error ? <RunError run={run} /> : null}
          <RunWarning run={run} />
          <RunChecks run={run} />
          <div className={`grid items-start gap-4 ${COLUMNS}`}>
            <div className="flex min-w-0 flex-col gap-4 max-lg:contents">
              <Panel title="Log" isFlush>
                <Suspense fallback={<div className="h-[60dvh]" />}>
                  <RunLog run={run} className="h-[60dvh]" />
                </Suspense>
              </Panel>
              <ModelCalls runId={run.id} className="max-lg:order-last" />
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <Suspense fallback={<Panel title="Acts">{null}</Panel>}>
                <RunTimeline run={run} />
              </Suspense>
              <Panel title="Facts">
                <RunFacts run={run} />
              </Panel>
            </div>
          </div>
        </GrantsAbout>
      )}
    </Loaded>
  )
}

function Subtitle({ run }: { run: RunView }) {
  const { to } = useCompanySlug()
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <RunStateDot run={run} />
      {run.checks.some((check) => !check.ok) ? <Badge tone="bad">A check failed</Badge> : null}
      <TextLink href={to(`/agents/${run.agentId}`)}>{run.agentName}</TextLink>
      {run.taskIdentifier ? <TextLink href={to(`/tasks/${run.taskIdentifier}`)}>{run.taskIdentifier}</TextLink> : null}
    </span>
  )
}

/** A run that nobody takes, or that goes on and says nothing. */
function RunWarning({ run }: { run: RunView }) {
  if (!run.waitsBecause && !run.isStalled) return null
  return (
    <p role="status" className="mb-4 rounded-lg bg-warn-soft px-4 py-3 text-sm text-warn">
      {run.waitsBecause ? (
        `It waits in the queue: ${run.waitsBecause}`
      ) : (
        <>
          Stalled? It wrote its last line <RelativeTime at={run.lastEventAt ?? run.startedAt ?? run.createdAt} />.
        </>
      )}
    </p>
  )
}

function RunError({ run }: { run: RunView }) {
  return (
    <div role="status" className="mb-4 rounded-lg bg-bad-soft px-4 py-3 text-bad text-sm">
      <p className="break-words font-medium">{run.error}</p>
      {run.errorCode ? <p className="mt-0.5 font-mono text-xs">{run.errorCode}</p> : null}
    </div>
  )
}

function RunFacts({ run }: { run: RunView }) {
  const { to } = useCompanySlug()
  const facts = [
    {
      name: 'Cause',
      value:
        run.wakes.length > 0 ? run.wakes.map((wake) => CAUSE_LABEL[wake.cause]).join(', ') : CAUSE_LABEL[run.cause],
    },
    run.taskId && { name: 'Serves', value: <GoalPath taskId={run.taskId} /> },
    { name: 'Asked for', value: <RelativeTime at={run.createdAt} /> },
    { name: 'Took', value: <RunTime run={run} /> },
    { name: 'Cost', value: <Money micros={run.costMicros} /> },
    run.reservedMicros > 0 && { name: 'Reserved', value: `${formatMicros(run.reservedMicros)} until it ends` },
    { name: 'Runtime', value: run.runtime },
    { name: 'Worker', value: run.workerName ?? (isLive(run.state) ? 'Waits for a worker' : 'None') },
    run.state === 'running' &&
      run.leaseExpiresAt && {
        name: 'Lease',
        value: (
          <>
            ends <RelativeTime at={run.leaseExpiresAt} />
          </>
        ),
      },
    { name: 'Time limit', value: durationText(run.timeoutSeconds * 1000) },
    run.attempt > 1 && { name: 'Attempt', value: run.attempt },
    run.retryOfRunId && {
      name: 'Retry of',
      value: <TextLink href={to(`/runs/${run.retryOfRunId}`)}>the run before</TextLink>,
    },
    run.exitCode !== null && { name: 'Exit code', value: run.exitCode },
    run.signal && { name: 'Signal', value: run.signal },
    run.stopReason && { name: 'Stopped', value: run.stopReason === 'manual' ? 'by hand' : run.stopReason },
    { name: 'Id', value: <code className="font-mono text-xs">{run.id}</code> },
  ]
  return <Facts facts={facts.filter((fact) => typeof fact === 'object' && fact !== null)} />
}

/** The goals that the run's task serves, from the mission down. */
function GoalPath({ taskId }: { taskId: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const task = useQuery(trpc.tasks.getTask.queryOptions({ companyId: slug, taskId }))
  if (task.isError) return <span className="text-faint">Unknown</span>
  return task.data?.goalAncestry.join(' › ') ?? '…'
}
