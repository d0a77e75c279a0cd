import type { Outputs } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { RunStateDot } from '@/features/runs/ui/run-marks'
import { ButtonLink } from '@/ui/button'
import { Panel } from '@/ui/panel'
import { Skeleton } from '@/ui/skeleton'
import { TextLink } from '@/ui/text-link'
import type { AgentView } from '../schema'
import { LatestRuns } from './latest-runs'

type Status = Outputs['runs']['agentStatus']

/** What an agent does now and why, what waits, and how its latest runs ended. */
export function NowPanel({ agent, status }: { agent: AgentView; status: Status | undefined }) {
  const { to } = useCompanySlug()
  if (!status) return <Skeleton className="h-56 rounded-lg" />
  const { currentRun: run } = status
  return (
    <Panel title="Now" isFlush>
      <div className="p-3 sm:p-4">
        <p className="text-sm">
          {reasonText(status)} {status.noWorker ? <TextLink href={to('/settings')}>See the workers</TextLink> : null}
        </p>
        {run ? (
          <div className="mt-3 flex flex-wrap items-center gap-3 border-t pt-3 text-sm">
            <RunStateDot run={run} />
            {run.taskIdentifier ? (
              <TextLink href={to(`/tasks/${run.taskIdentifier}`)} className="min-w-0 truncate">
                {run.taskIdentifier} {run.taskTitle}
              </TextLink>
            ) : (
              <span className="text-muted">without a task</span>
            )}
            <ButtonLink size="sm" href={to(`/runs/${run.id}`)} className="ml-auto">
              Follow the run
            </ButtonLink>
          </div>
        ) : null}
        {status.recentFailures > 0 ? (
          <p className="mt-2 text-muted text-xs">
            {status.recentFailures} of the latest runs of {agent.name} failed.
          </p>
        ) : null}
        {status.overdueWakes > 0 ? (
          <p className="mt-2 text-warn text-xs">
            {status.overdueWakes === 1 ? 'A wake waits' : `${status.overdueWakes} wakes wait`} for too long in its
            inbox.
          </p>
        ) : null}
        {status.sparedWakes > 0 ? (
          <p className="mt-2 text-muted text-xs">
            {status.sparedWakes} {status.sparedWakes === 1 ? 'heartbeat' : 'heartbeats'} of the last 30 days found
            nothing to do: no run, no cost.
          </p>
        ) : null}
      </div>
      <LatestRuns agentId={agent.id} />
    </Panel>
  )
}

/** The server's sentence, with times as the reader's clock shows them. */
function reasonText(status: Status): string {
  return status.reason.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (iso) =>
    new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
  )
}
