'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { GrantsAbout } from '@/features/companies/ui/use-grants'
import { BrakeNotice } from '@/features/runs/ui/brake-notice'
import { Avatar } from '@/ui/avatar'
import { usePageName } from '@/ui/breadcrumbs'
import { PageHeader } from '@/ui/page-header'
import { PageSkeleton } from '@/ui/skeleton'
import { TextLink } from '@/ui/text-link'
import type { AgentView } from '../schema'
import { AgentActions } from './agent-actions'
import { AgentStateDot } from './agent-marks'
import { NowPanel } from './agent-now'
import { AgentTabs } from './agent-tabs'
import { LimitsPanel } from './limits-panel'

const COLUMNS = 'lg:grid-cols-[minmax(0,1fr)_18rem]'

/** One agent: what it does now and why, its work, its runs, its money, its settings. */
export function AgentPage({ agentId }: { agentId: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const input = { companyId: slug, agentId }
  const query = useQuery(trpc.org.getAgent.queryOptions(input))
  const status = useQuery(trpc.runs.agentStatus.queryOptions(input)).data
  usePageName(query.data?.name)
  return (
    <Loaded
      query={query}
      what="The agent"
      skeleton={<PageSkeleton label="The agent: loading" hasMark columns={COLUMNS} />}
      isPage
    >
      {(agent) => (
        <GrantsAbout kind="agent" id={agent.id} holderId={agent.id}>
          <PageHeader
            mark={<Avatar name={agent.name} size="lg" />}
            title={agent.name}
            subtitle={<Subtitle agent={agent} />}
            actions={<AgentActions agent={agent} status={status} />}
          />
          <div className={`grid items-start gap-4 ${COLUMNS}`}>
            <div className="flex min-w-0 flex-col gap-4">
              <NowPanel agent={agent} status={status} />
              {status?.brakes.map((brake) => (
                <BrakeNotice key={brake.taskId} brake={brake} names="task" />
              ))}
              <AgentTabs agent={agent} pendingWakes={status?.pendingWakes} />
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <LimitsPanel agent={agent} status={status} />
            </div>
          </div>
        </GrantsAbout>
      )}
    </Loaded>
  )
}

function Subtitle({ agent }: { agent: AgentView }) {
  const { to } = useCompanySlug()
  const manager = agent.chainOfCommand[0]
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <AgentStateDot agent={agent} />
      <span>{agent.title || agent.role}</span>
      {manager ? (
        <span>
          reports to <TextLink href={to(`/agents/${manager.id}`)}>{manager.name}</TextLink>
        </span>
      ) : (
        <span>leads the company</span>
      )}
    </span>
  )
}
