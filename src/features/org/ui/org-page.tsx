'use client'

import { useQuery } from '@tanstack/react-query'
import { Network, UserPlus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Avatar } from '@/ui/avatar'
import { usePageName } from '@/ui/breadcrumbs'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { formatMicros } from '@/ui/money'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { NameLink } from '@/ui/text-link'
import { type TreeNode, TreeView } from '@/ui/tree-view'
import type { AgentRow } from '../schema'
import { AgentStateDot } from './agent-marks'
import { BoardPanel } from './board-panel'
import { HealthPanel } from './health-panel'
import { HireDialog } from './hire-dialog'
import { TeamsPanel } from './teams-panel'

/** Who reports to whom. */
export function OrgPage() {
  usePageName('Org chart')
  const trpc = useTRPC()
  const router = useRouter()
  const { slug, to } = useCompanySlug()
  const [isHiring, setIsHiring] = useState(false)
  const query = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }))
  const hire = (
    <Button variant="primary" icon={<UserPlus aria-hidden className="size-3.5" />} onClick={() => setIsHiring(true)}>
      Hire agent
    </Button>
  )
  return (
    <>
      <PageHeader title="Org chart" subtitle="Arrow keys walk the tree; Enter opens an agent." actions={hire} />
      <div className="flex flex-col gap-4">
        <BoardPanel />
        <HealthPanel />
        <Panel title="Agents" isFlush>
          <Loaded query={query} what="The org chart">
            {(agents) =>
              agents.length > 0 ? (
                <div className="p-2 sm:p-3">
                  <TreeView
                    label="Org chart"
                    nodes={treeOf(agents, (agent) => to(`/agents/${agent.id}`))}
                    onOpen={(id) => router.push(to(`/agents/${id}`))}
                  />
                </div>
              ) : (
                <EmptyState icon={<Network />} title="An empty chart" action={hire}>
                  The first agent you hire stands at the top.
                </EmptyState>
              )
            }
          </Loaded>
        </Panel>
        <TeamsPanel />
      </div>
      <HireDialog isOpen={isHiring} onClose={() => setIsHiring(false)} />
    </>
  )
}

/** Agents as a tree; who reports to somebody that is gone stands at the top. */
function treeOf(agents: AgentRow[], hrefOf: (agent: AgentRow) => string): TreeNode[] {
  const ids = new Set(agents.map((agent) => agent.id))
  const below = (managerId: string | null): TreeNode[] =>
    agents
      .filter((agent) => (agent.managerId && ids.has(agent.managerId) ? agent.managerId : null) === managerId)
      .map((agent) => ({
        id: agent.id,
        text: `${agent.name}, ${agent.title || agent.role}`,
        content: <Seat agent={agent} href={hrefOf(agent)} />,
        children: below(agent.id),
      }))
  return below(null)
}

function Seat({ agent, href }: { agent: AgentRow; href: string }) {
  const cap = agent.capMicros === null ? '' : ` of ${formatMicros(agent.capMicros, { isRound: true })}`
  return (
    <span className="flex w-full min-w-0 items-center gap-2.5">
      <Avatar name={agent.name} size="md" />
      <NameLink href={href} tabIndex={-1} className="truncate">
        {agent.name}
      </NameLink>
      <span className="truncate text-faint">{agent.title || agent.role}</span>
      <span className="tnum ml-auto flex shrink-0 items-center gap-5 text-muted text-xs">
        <span className="max-sm:hidden">
          {agent.openTasks} open {agent.openTasks === 1 ? 'task' : 'tasks'}
        </span>
        <span className="w-32 text-right max-md:hidden">
          {formatMicros(agent.spentMicros)}
          {cap}
        </span>
        <span className="max-sm:hidden sm:w-32">
          <AgentStateDot agent={agent} />
        </span>
        <span className="sm:hidden">
          <AgentStateDot agent={agent} hideLabel />
        </span>
      </span>
    </span>
  )
}
