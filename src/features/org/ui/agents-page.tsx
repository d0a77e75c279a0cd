'use client'

import { useQuery } from '@tanstack/react-query'
import { Bot, UserPlus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { usePageName } from '@/ui/breadcrumbs'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { KEYS } from '@/ui/keys'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { useShortcuts } from '@/ui/shortcuts'
import { type Column, Table } from '@/ui/table'
import type { AgentRow } from '../schema'
import { AGENT_COLUMNS } from './agent-columns'
import { AgentName } from './agent-marks'
import { HireDialog } from './hire-dialog'

const columns: Column<AgentRow>[] = [
  { key: 'name', header: 'Agent', cell: (agent) => <AgentName agent={agent} /> },
  ...AGENT_COLUMNS,
]

/** Every agent with its state, load and spend. */
export function AgentsPage() {
  usePageName('Agents')
  const trpc = useTRPC()
  const router = useRouter()
  const { slug, to } = useCompanySlug()
  const [isHiring, setIsHiring] = useState(false)
  const [activeId, setActiveId] = useState<string>()
  const query = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }))
  const rows = query.data ?? []
  const move = (by: number) => {
    const at = rows.findIndex((row) => row.id === activeId)
    setActiveId(rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.id)
  }
  useShortcuts({
    [KEYS.moveDown.keys]: () => move(1),
    [KEYS.moveUp.keys]: () => move(-1),
    [KEYS.open.keys]: () => activeId && router.push(to(`/agents/${activeId}`)),
  })
  const hire = (
    <Granted to="approval:request">
      <Button variant="primary" icon={<UserPlus aria-hidden className="size-3.5" />} onClick={() => setIsHiring(true)}>
        Hire agent
      </Button>
    </Granted>
  )
  return (
    <>
      <PageHeader title="Agents" subtitle="Who works here, on what, and for how much." actions={hire} />
      <Panel isFlush>
        <Loaded query={query} what="The agents">
          {(agents) =>
            agents.length > 0 ? (
              <Table
                caption="Agents"
                columns={columns}
                rows={agents}
                rowKey={(agent) => agent.id}
                rowHref={(agent) => to(`/agents/${agent.id}`)}
                activeKey={activeId}
              />
            ) : (
              <EmptyState icon={<Bot />} title="Nobody works here yet" action={hire}>
                Hire the first agent: it leads the company, and others report to it.
              </EmptyState>
            )
          }
        </Loaded>
      </Panel>
      <HireDialog isOpen={isHiring} onClose={() => setIsHiring(false)} />
    </>
  )
}
