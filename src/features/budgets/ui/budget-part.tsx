'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Button } from '@/ui/button'
import { PanelPart } from '@/ui/panel'
import { Skeleton } from '@/ui/skeleton'
import type { BudgetView } from '../schema'
import { BudgetBar } from './budget-bar'
import { BudgetDialog } from './budget-dialog'
import { ForecastLine } from './forecast-panel'
import { NewBudgetDialog } from './new-budget-dialog'
import { useForecast } from './use-forecast'

/** A part of a panel with what an agent may use: its own budgets, and those of it with all below. */
export function BudgetPart({ agentId }: { agentId: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [isAdding, setIsAdding] = useState(false)
  const [editing, setEditing] = useState<BudgetView | null>(null)
  const of = (scopeKind: BudgetView['scopeKind']) => ({ companyId: slug, scopeKind, scopeId: agentId })
  const own = useQuery(trpc.budgets.listBudgets.queryOptions(of('agent')))
  const pool = useQuery(trpc.budgets.listBudgets.queryOptions(of('subtree'))).data?.budgets ?? []
  const alone = own.data?.budgets.length === 1 && pool.length === 0 ? own.data.budgets[0] : undefined
  return (
    <PanelPart
      title="Budget"
      actions={
        <>
          <Granted to="budget:allot">
            <Button size="sm" variant="ghost" disabled={!own.data} onClick={() => setIsAdding(true)}>
              Add
            </Button>
          </Granted>
          {alone ? (
            <Granted to="budget:allot">
              <Button size="sm" variant="ghost" onClick={() => setEditing(alone)}>
                Change
              </Button>
            </Granted>
          ) : null}
        </>
      }
    >
      <Loaded query={own} what="The budget" skeleton={<Skeleton className="h-8" />}>
        {({ budgets }) => (
          <>
            <ul className="flex flex-col gap-4">
              {[...budgets, ...pool].map((budget) => (
                <li key={budget.budgetId}>
                  <Figures budget={budget} isAlone={alone !== undefined} onEdit={() => setEditing(budget)} />
                </li>
              ))}
            </ul>
            {editing ? <BudgetDialog budget={editing} onClose={() => setEditing(null)} /> : null}
            {isAdding ? (
              <NewBudgetDialog
                budgets={[...budgets, ...pool]}
                of={{ kind: 'agent', scopeId: agentId }}
                onClose={() => setIsAdding(false)}
              />
            ) : null}
          </>
        )}
      </Loaded>
    </PanelPart>
  )
}

function Figures({ budget, isAlone, onEdit }: { budget: BudgetView; isAlone: boolean; onEdit: () => void }) {
  const forecast = useForecast(budget).data
  return (
    <div>
      {isAlone ? null : (
        <div className="mb-1 flex items-baseline justify-between gap-2">
          <span className="text-muted text-xs">{budget.scopeKind === 'subtree' ? 'With all below' : 'Its own'}</span>
          <Granted to="budget:allot">
            <Button size="sm" variant="ghost" className="-my-1" onClick={onEdit}>
              Change
            </Button>
          </Granted>
        </div>
      )}
      <BudgetBar budget={budget} forecast={forecast?.atEnd?.likely} />
      <ForecastLine forecast={forecast} />
    </div>
  )
}
