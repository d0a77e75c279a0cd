'use client'

import { useQuery } from '@tanstack/react-query'
import { AlarmClock } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { type Status, StatusDot } from '@/ui/status-dot'
import { type Column, Table } from '@/ui/table'
import { TextLink } from '@/ui/text-link'
import type { WakeView } from '../schema'
import { CAUSE_LABEL } from './run-marks'

const statusOf: Record<WakeView['state'], Status> = {
  pending: { label: 'Waiting', tone: 'info', shape: 'ring' },
  consumed: { label: 'Answered by a run', tone: 'good', shape: 'check' },
  skipped: { label: 'Left out', tone: 'neutral', shape: 'cross' },
}

const reasonText: Record<string, string> = {
  nothing_to_do: 'nothing to do, so no run and no cost',
  agent_busy: 'a run is live already',
  agent_paused: 'the agent is paused',
  company_paused: 'the company is paused',
  company_concurrency: 'the company runs as many agents as it may',
  runtime_concurrency: 'the company runs as many agents of this runtime as it may',
  provider_hold: 'its provider refuses for a while',
  budget_exhausted: 'the budget does not allow a run',
  task_over: 'the task is over',
  task_moved: 'the task went to somebody else',
  already_claimed: 'somebody else holds the task',
  causal_depth: 'the chain of causes is too long: agents wake each other in a circle',
  no_progress: 'its runs on the task left nothing behind',
  no_new_input: 'nothing new since the run that answered it',
  task_held: 'the task is on hold',
  project_paused: 'the project is paused',
  company_halted: 'the company is halted',
  company_archived: 'the company is archived',
  agent_pending_approval: 'the hire waits for approval',
  agent_terminated: 'the agent is terminated',
  pull: 'the agent fetches its work itself',
  missed: 'its time had passed',
}

/** Why an agent was woken, and what became of each wake. */
export function WakeList({ agentId }: { agentId: string }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const query = useQuery(trpc.runs.listWakes.queryOptions({ companyId: slug, agentId }))
  const columns: Column<WakeView>[] = [
    { key: 'cause', header: 'Cause', width: '10rem', cell: (wake) => CAUSE_LABEL[wake.cause] },
    {
      key: 'state',
      header: 'What became of it',
      width: '12rem',
      cell: (wake) => <StatusDot status={statusOf[wake.state]} />,
    },
    {
      key: 'reason',
      header: 'Why',
      cell: (wake) => (
        <span className="text-muted">
          {wake.reason ? (reasonText[wake.reason] ?? wake.reason) : null}
          {wake.runId ? <TextLink href={to(`/runs/${wake.runId}`)}>the run</TextLink> : null}
        </span>
      ),
    },
    {
      key: 'at',
      header: 'When',
      width: '7rem',
      align: 'right',
      cell: (wake) => <RelativeTime at={wake.createdAt} className="text-muted" />,
    },
  ]
  return (
    <Panel isFlush>
      <Loaded query={query} what="The wakes">
        {(wakes) =>
          wakes.length > 0 ? (
            <Table caption="Wakes" columns={columns} rows={wakes} rowKey={(wake) => wake.id} />
          ) : (
            <EmptyState isCompact icon={<AlarmClock />} title="Nothing has woken it yet">
              Every cause is kept here, also those that led to no run.
            </EmptyState>
          )
        }
      </Loaded>
    </Panel>
  )
}
