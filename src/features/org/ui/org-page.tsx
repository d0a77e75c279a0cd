'use client'

import { useQuery } from '@tanstack/react-query'
import { Network, Split, UserPlus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Avatar } from '@/ui/avatar'
import { usePageName } from '@/ui/breadcrumbs'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Select } from '@/ui/input'
import { formatMicros } from '@/ui/money'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { NameLink } from '@/ui/text-link'
import { type TreeNode, TreeView } from '@/ui/tree-view'
import { withManagers } from '../rules/tree'
import type { AgentRow } from '../schema'
import { AgentStateDot } from './agent-marks'
import { BoardPanel } from './board-panel'
import { HealthPanel } from './health-panel'
import { HireDialog } from './hire-dialog'
import { MoveDialog } from './move-dialog'
import { TeamsPanel } from './teams-panel'

type ChartAgent = Outputs['org']['orgChart']['agents'][number]

/** Who reports to whom. */
export function OrgPage() {
  usePageName('Org chart')
  const [isHiring, setIsHiring] = useState(false)
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
        <ChartPanel hire={hire} />
        <TeamsPanel />
      </div>
      <HireDialog isOpen={isHiring} onClose={() => setIsHiring(false)} />
    </>
  )
}

/** The tree; of a team, its agents with the managers above them. */
function ChartPanel({ hire }: { hire: ReactNode }) {
  const trpc = useTRPC()
  const router = useRouter()
  const { slug, to } = useCompanySlug()
  const [teamId, setTeamId] = useState('')
  const [isMoving, setIsMoving] = useState(false)
  const query = useQuery(trpc.org.orgChart.queryOptions({ companyId: slug }))
  const isIn = (agent: ChartAgent) => teamId === '' || agent.teams.some((team) => team.id === teamId)
  const count = query.data?.agents.length ?? 0
  return (
    <Panel
      title="Agents"
      isFlush
      actions={
        <>
          <TeamFilter teamId={teamId} onTeam={setTeamId} />
          {count > 1 ? (
            <Button size="sm" icon={<Split aria-hidden className="size-3" />} onClick={() => setIsMoving(true)}>
              Move agent
            </Button>
          ) : null}
        </>
      }
    >
      <Loaded query={query} what="The org chart">
        {({ agents }) => {
          const shown = withManagers(agents, isIn)
          if (agents.length === 0)
            return (
              <EmptyState icon={<Network />} title="An empty chart" action={hire}>
                The first agent you hire stands at the top.
              </EmptyState>
            )
          if (shown.length === 0)
            return (
              <EmptyState isCompact icon={<Network />} title="No agent is in this team">
                Below, Members says who is.
              </EmptyState>
            )
          return (
            <div className="p-2 sm:p-3">
              <TreeView
                key={teamId}
                label="Org chart"
                nodes={treeOf(shown, isIn, (agent) => to(`/agents/${agent.id}`))}
                onOpen={(id) => router.push(to(`/agents/${id}`))}
              />
            </div>
          )
        }}
      </Loaded>
      <MoveDialog isOpen={isMoving} onClose={() => setIsMoving(false)} />
    </Panel>
  )
}

function TeamFilter({ teamId, onTeam }: { teamId: string; onTeam: (id: string) => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const teams = useQuery(trpc.org.listTeams.queryOptions({ companyId: slug, limit: 500 })).data ?? []
  if (teams.length === 0) return null
  return (
    <Select aria-label="Team" value={teamId} onChange={(event) => onTeam(event.target.value)} className="w-36">
      <option value="">Every team</option>
      {teams.map((team) => (
        <option key={team.id} value={team.id}>
          {team.name}
        </option>
      ))}
    </Select>
  )
}

/** Agents as a tree; who reports to somebody that is gone stands at the top. Who is shown only as a manager is dimmed. */
function treeOf(
  agents: ChartAgent[],
  isIn: (agent: ChartAgent) => boolean,
  hrefOf: (agent: ChartAgent) => string,
): TreeNode[] {
  const ids = new Set(agents.map((agent) => agent.id))
  const below = (managerId: string | null): TreeNode[] =>
    agents
      .filter((agent) => (agent.managerId && ids.has(agent.managerId) ? agent.managerId : null) === managerId)
      .map((agent) => ({
        id: agent.id,
        text: `${agent.name}, ${agent.title || agent.role}${isIn(agent) ? '' : ', not in this team'}`,
        content: isIn(agent) ? (
          <Seat agent={agent} href={hrefOf(agent)} />
        ) : (
          <Above agent={agent} href={hrefOf(agent)} />
        ),
        children: below(agent.id),
      }))
  return below(null)
}

/** A manager that is shown for the sake of who is below. */
function Above({ agent, href }: { agent: AgentRow; href: string }) {
  return (
    <span className="flex w-full min-w-0 items-center gap-2.5 text-muted text-sm">
      <NameLink href={href} tabIndex={-1} className="truncate font-normal text-muted">
        {agent.name}
      </NameLink>
      <span className="truncate text-faint">{agent.title || agent.role}</span>
    </span>
  )
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
