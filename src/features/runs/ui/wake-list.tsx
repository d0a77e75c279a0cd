'use client'

import { AlarmClock } from 'lucide-react'
import { useState } from 'react'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useRowPages } from '@/features/companies/ui/use-pages'
import { EmptyState } from '@/ui/empty-state'
import { Checkbox } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { ShowMore } from '@/ui/show-more'
import { type Status, StatusDot } from '@/ui/status-dot'
import { type Column, Table } from '@/ui/table'
import { TextLink } from '@/ui/text-link'
import { priorityOf, type WakePriority } from '../rules/admission'
import { reasonText } from '../rules/reasons'
import type { WakeView } from '../schema'
import { CAUSE_LABEL } from './run-marks'

const statusOf: Record<WakeView['state'], Status> = {
  pending: { label: 'Waiting', tone: 'info', shape: 'ring' },
  consumed: { label: 'Answered by a run', tone: 'good', shape: 'check' },
  skipped: { label: 'Left out', tone: 'neutral', shape: 'cross' },
}

const overdue: Status = { label: 'Waits for too long', tone: 'warn', shape: 'ring' }

const priorityText: Record<WakePriority, string> = { first: 'First', high: 'High', normal: 'Normal', low: 'When idle' }

/** The wakes of an agent: its inbox, or all with what became of each. */
function useWakes(agentId: string, isInbox: boolean) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { slug } = useCompanySlug()
  const input = { companyId: slug, agentId, ...(isInbox && { state: 'pending' as const }) }
  return useRowPages({
    queryKey: [...trpc.runs.listWakes.pathKey(), { input }],
    size: 50,
    read: (before, limit, signal) => client.runs.listWakes.query({ ...input, before, limit }, { signal }),
  })
}

/** Why an agent was woken, and what became of each wake. */
export function WakeList({ agentId }: { agentId: string }) {
  const { to } = useCompanySlug()
  const [isInbox, setIsInbox] = useState(false)
  const { query, rows: wakes } = useWakes(agentId, isInbox)
  const columns: Column<WakeView>[] = [
    { key: 'cause', header: 'Cause', width: '10rem', cell: (wake) => CAUSE_LABEL[wake.cause] },
    {
      key: 'priority',
      header: 'Priority',
      width: '6rem',
      isHiddenOnPhone: true,
      cell: (wake) => <span className="text-muted">{priorityText[priorityOf(wake.cause)]}</span>,
    },
    {
      key: 'state',
      header: 'What became of it',
      width: '12rem',
      cell: (wake) => (
        <StatusDot status={wake.state === 'pending' && wake.overdueAt ? overdue : statusOf[wake.state]} />
      ),
    },
    {
      key: 'reason',
      header: 'Why',
      cell: (wake) => (
        <span className="text-muted">
          {wake.detail ?? reasonText(wake.reason)}
          {wake.runId ? <TextLink href={to(`/runs/${wake.runId}`)}>See the run</TextLink> : null}
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
      <div className="border-b px-4 py-2">
        <Checkbox
          label="Only what still waits"
          checked={isInbox}
          onChange={(event) => setIsInbox(event.target.checked)}
        />
      </div>
      <Loaded query={query} what="The wakes">
        {() =>
          wakes.length > 0 ? (
            <Table caption="Wakes" columns={columns} rows={wakes} rowKey={(wake) => wake.id} />
          ) : (
            <EmptyState isCompact icon={<AlarmClock />} title={isInbox ? 'Nothing waits' : 'Nothing has woken it yet'}>
              Every cause is kept here, also those that led to no run.
            </EmptyState>
          )
        }
      </Loaded>
      <ShowMore query={query}>Show older wakes</ShowMore>
    </Panel>
  )
}
