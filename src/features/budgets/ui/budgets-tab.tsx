'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Panel } from '@/ui/panel'
import { BudgetDialog } from './budget-dialog'
import { AgentBudgets, type Editing, GroupBudgets } from './budget-tables'

/** All budgets below the company's, and a way to change each. */
export function BudgetsTab() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [editing, setEditing] = useState<Editing | null>(null)
  const query = useQuery(trpc.budgets.listBudgets.queryOptions({ companyId: slug }))
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500, includeTerminated: true }))
  return (
    <Loaded query={query} what="The budgets">
      {({ budgets }) => (
        <div className="flex flex-col gap-4">
          <Panel title="By agent" isFlush>
            <AgentBudgets
              budgets={budgets.filter((budget) => budget.scopeKind === 'agent')}
              agents={agents.data ?? []}
              onEdit={setEditing}
            />
          </Panel>
          <GroupBudgets budgets={budgets} onEdit={setEditing} />
          {editing ? <BudgetDialog {...editing} onClose={() => setEditing(null)} /> : null}
        </div>
      )}
    </Loaded>
  )
}
