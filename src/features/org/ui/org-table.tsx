'use client'

import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useNow } from '@/ui/relative-time'
import { type Column, Table } from '@/ui/table'
import { withManagers } from '../rules/tree'
import { AGENT_COLUMNS } from './agent-columns'
import { AgentName } from './agent-marks'
import type { ChartAgent } from './chart-agent'
import { standingText } from './standing-text'

type OrgTableProps = { agents: ChartAgent[]; isIn: (agent: ChartAgent) => boolean }

/** The tree as a table: managers before their reports, each with its load, what it spends, what it does and why. */
export function OrgTable({ agents, isIn }: OrgTableProps) {
  const { to } = useCompanySlug()
  return (
    <Table
      caption="Org chart"
      columns={columns}
      rows={withManagers(agents, isIn)}
      rowKey={(agent) => agent.id}
      rowHref={(agent) => to(`/agents/${agent.id}`)}
    />
  )
}

const columns: Column<ChartAgent>[] = [
  {
    key: 'name',
    header: 'Agent',
    cell: (agent) => (
      <span className="block truncate" style={{ paddingLeft: `${agent.depth}rem` }}>
        <AgentName agent={agent} />
        <span className="sr-only">, level {agent.depth + 1}</span>
      </span>
    ),
  },
  ...AGENT_COLUMNS.slice(0, 1),
  { key: 'why', header: 'Why', width: '10rem', cell: (agent) => <Why agent={agent} /> },
  ...AGENT_COLUMNS.slice(1).filter(({ key }) => key !== 'next'),
]

function Why({ agent }: { agent: ChartAgent }) {
  const now = useNow()
  return (
    <span suppressHydrationWarning className="text-muted">
      {standingText(agent, now)}
    </span>
  )
}
