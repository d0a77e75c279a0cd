'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Button } from '@/ui/button'
import { Panel } from '@/ui/panel'
import type { BudgetView } from '../schema'
import { BudgetDialog } from './budget-dialog'
import { BudgetTable } from './budget-table'
import { budgetTree } from './budget-tree'
import { NewBudgetDialog } from './new-budget-dialog'
import { PoolLints } from './pool-lints'

/** All budgets by what they are of, and a way to change each, or to add one. */
export function BudgetsTab() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [editing, setEditing] = useState<BudgetView | null>(null)
  const [isAdding, setIsAdding] = useState(false)
  const query = useQuery(trpc.budgets.listBudgets.queryOptions({ companyId: slug }))
  const agents = useQuery(trpc.org.listAgents.queryOptions({ companyId: slug, limit: 500 }))
  return (
    <Loaded query={query} what="The budgets">
      {({ budgets }) => (
        <div className="flex flex-col gap-4">
          <div className="flex flex-wrap items-center gap-3">
            <p className="min-w-48 flex-1 text-muted text-sm">
              A run starts, and a task is taken, only if every budget above it has something left.
            </p>
            <Granted to="budget:allot">
              <Button icon={<Plus aria-hidden className="size-3.5" />} onClick={() => setIsAdding(true)}>
                Set a budget
              </Button>
            </Granted>
          </div>
          {agents.data
            ? budgetTree(budgets, agents.data).map(({ title, lines }) => (
                <Panel key={title} title={title} isFlush>
                  {title === 'Agents' ? <PoolLints /> : null}
                  <BudgetTable caption={`Budgets: ${title.toLowerCase()}`} lines={lines} onEdit={setEditing} />
                </Panel>
              ))
            : null}
          {editing ? <BudgetDialog budget={editing} onClose={() => setEditing(null)} /> : null}
          {isAdding ? <NewBudgetDialog budgets={budgets} onClose={() => setIsAdding(false)} /> : null}
        </div>
      )}
    </Loaded>
  )
}
