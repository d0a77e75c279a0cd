'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { Avatar } from '@/ui/avatar'
import { formatMicros } from '@/ui/money'
import { MovableRows } from '@/ui/movable-rows'
import { useNow } from '@/ui/relative-time'
import { NameLink } from '@/ui/text-link'
import { exactTime, relativeTime } from '@/ui/time-text'
import { type TreeNode, TreeView } from '@/ui/tree-view'
import { reasonAgainstMove } from '../rules/move-effect'
import { withManagers } from '../rules/tree'
import { AgentStateDot } from './agent-marks'
import type { ChartAgent } from './chart-agent'
import { MoveDialog } from './move-dialog'
import { standingText } from './standing-text'

type OrgTreeProps = { agents: ChartAgent[]; isIn: (agent: ChartAgent) => boolean }

/** Who reports to whom; an agent is put below another one by dragging it, or by M and the arrows. A dialog says first what that does. */
export function OrgTree({ agents, isIn }: OrgTreeProps) {
  const router = useRouter()
  const isMovable = useGrants().has('org:write')
  const { to } = useCompanySlug()
  const [move, setMove] = useState<{ agentId: string; managerId: string } | null>(null)
  const isRoot = (id: string) => agents.find((agent) => agent.id === id)?.managerId === null
  return (
    <div className="p-2 sm:p-3">
      <TreeView
        label="Org chart"
        nodes={treeOf(withManagers(agents, isIn), isIn, (agent) => to(`/agents/${agent.id}`))}
        onOpen={(id) => router.push(to(`/agents/${id}`))}
        moving={
          isMovable
            ? {
                Rows: MovableRows,
                reasonToStay: (id) => (isRoot(id) ? reasonAgainstMove(agents, id, id) : null),
                reasonAgainst: (id, targetId) => reasonAgainstMove(agents, id, targetId),
                onMove: (agentId, managerId) => setMove({ agentId, managerId }),
              }
            : undefined
        }
      />
      {move ? <MoveDialog isOpen onClose={() => setMove(null)} {...move} /> : null}
    </div>
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
function Above({ agent, href }: { agent: ChartAgent; href: string }) {
  return (
    <span className="flex w-full min-w-0 items-center gap-2.5 text-muted text-sm">
      <NameLink href={href} tabIndex={-1} className="truncate font-normal text-muted">
        {agent.name}
      </NameLink>
      <span className="truncate text-faint">{agent.title || agent.role}</span>
    </span>
  )
}

function Seat({ agent, href }: { agent: ChartAgent; href: string }) {
  const now = useNow()
  const cap = agent.capMicros === null ? '' : ` of ${formatMicros(agent.capMicros, { isRound: true })}`
  const standing = standingText(agent, now)
  return (
    <span className="flex w-full min-w-0 items-center gap-2.5">
      <Avatar name={agent.name} size="md" />
      <NameLink href={href} tabIndex={-1} className="max-w-[60%] shrink-0 truncate">
        {agent.name}
      </NameLink>
      <span className="truncate text-faint">{agent.title || agent.role}</span>
      <span className="tnum ml-auto flex shrink-0 items-center gap-5 text-muted text-xs">
        <span className="max-sm:hidden">
          {agent.openTasks.toLocaleString('en')} open {agent.openTasks === 1 ? 'task' : 'tasks'}
        </span>
        <span className="w-32 text-right max-md:hidden">
          {formatMicros(agent.spentMicros)}
          {cap}
        </span>
        {agent.lastRunAt ? (
          <span suppressHydrationWarning title={exactTime(agent.lastRunAt)} className="w-24 text-right max-lg:hidden">
            ran {relativeTime(agent.lastRunAt, now)}
          </span>
        ) : (
          <span className="w-24 text-right text-faint max-lg:hidden">never ran</span>
        )}
        <span className="flex items-center gap-1.5 max-sm:hidden sm:w-32 lg:w-64">
          <AgentStateDot agent={agent} />
          <span suppressHydrationWarning className="truncate text-faint max-lg:hidden">
            {standing}
          </span>
        </span>
        <span className="sm:hidden">
          <AgentStateDot agent={agent} hideLabel />
        </span>
      </span>
    </span>
  )
}
