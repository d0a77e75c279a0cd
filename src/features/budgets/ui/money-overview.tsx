'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompany, useCompanySlug } from '@/features/companies/ui/use-company'
import { Button } from '@/ui/button'
import { Panel } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton'
import { BudgetBar } from './budget-bar'
import { BudgetDialog } from './budget-dialog'
import { ForecastPanel } from './forecast-panel'
import { IncidentList } from './incident-list'
import { LedgerHealth } from './ledger-health'
import { SpendBars } from './spend-bars'
import { useForecast } from './use-forecast'

/** The company's budget, what went over, and what is to come: in one look. */
export function MoneyOverview() {
  const company = useCompany().data
  if (!company) return <SkeletonRows label="The budget: loading" />
  return <Overview companyId={company.id} />
}

function Overview({ companyId }: { companyId: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [isEditing, setIsEditing] = useState(false)
  const scope = { scopeKind: 'company' as const, scopeId: companyId }
  const query = useQuery(trpc.budgets.getBudget.queryOptions({ companyId: slug, ...scope }))
  const forecast = useForecast(scope).data
  return (
    <Loaded query={query} what="The budget">
      {(budget) => (
        <div className="flex flex-col gap-4">
          <div className="grid gap-4 lg:grid-cols-2">
            <Panel
              title="Company budget"
              actions={
                <Granted to="budget:allot">
                  <Button size="sm" onClick={() => setIsEditing(true)}>
                    Change
                  </Button>
                </Granted>
              }
            >
              <BudgetBar budget={budget} forecast={forecast?.atEnd?.likely} />
            </Panel>
            <Panel title="By day">
              <SpendBars periodStart={budget.periodStart} />
            </Panel>
          </div>
          <IncidentList />
          <ForecastPanel {...scope} />
          <LedgerHealth />
          {isEditing ? <BudgetDialog budget={budget} onClose={() => setIsEditing(false)} /> : null}
        </div>
      )}
    </Loaded>
  )
}
