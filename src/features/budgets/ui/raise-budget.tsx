'use client'

import { useQuery } from '@tanstack/react-query'
import { TrendingUp } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Button } from '@/ui/button'
import { hasHalted } from '../rules/view'
import { BudgetDialog } from './budget-dialog'

/** The way back to work for an agent that a budget of its own has halted; it goes on as soon as the limit is saved. */
export function RaiseBudget({ agentId }: { agentId: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [isRaising, setIsRaising] = useState(false)
  const query = useQuery(
    trpc.budgets.listBudgets.queryOptions({ companyId: slug, scopeKind: 'agent', scopeId: agentId }),
  )
  const halting = query.data?.budgets.find(hasHalted)
  return (
    <>
      <Button
        variant="primary"
        icon={<TrendingUp aria-hidden className="size-3.5" />}
        disabled={!halting}
        onClick={() => setIsRaising(true)}
      >
        Raise the budget
      </Button>
      {halting && isRaising ? <BudgetDialog budget={halting} onClose={() => setIsRaising(false)} /> : null}
    </>
  )
}
