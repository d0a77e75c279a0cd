'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Button } from '@/ui/button'
import { MoneyBar } from '@/ui/money-bar'
import { PanelPart } from '@/ui/panel'
import { Skeleton } from '@/ui/skeleton'
import type { BudgetView } from '../schema'
import { BudgetDialog } from './budget-dialog'
import { ForecastLine } from './forecast-panel'
import { useForecast } from './use-forecast'

type BudgetPartProps = { scopeKind: BudgetView['scopeKind']; scopeId: string; name: string }

/** A part of a panel with one budget: what is spent and reserved of it this month, and a way to change it. */
export function BudgetPart({ scopeKind, scopeId, name }: BudgetPartProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [isEditing, setIsEditing] = useState(false)
  const forecast = useForecast({ scopeKind, scopeId }).data
  const query = useQuery(trpc.budgets.getBudget.queryOptions({ companyId: slug, scopeKind, scopeId }))
  return (
    <PanelPart
      title="Budget"
      actions={
        <Button size="sm" variant="ghost" disabled={!query.data} onClick={() => setIsEditing(true)}>
          Change
        </Button>
      }
    >
      <Loaded query={query} what="The budget" skeleton={<Skeleton className="h-8" />}>
        {(budget) => (
          <>
            <MoneyBar
              label={`Budget of ${name}`}
              capMicros={budget.cap}
              spentMicros={budget.spent}
              reservedMicros={budget.reserved}
              warnPercent={budget.warnPercent}
              forecastMicros={forecast?.atEnd?.likely}
              period="this month"
            />
            <ForecastLine forecast={forecast} />
            {isEditing ? <BudgetDialog budget={budget} name={name} onClose={() => setIsEditing(false)} /> : null}
          </>
        )}
      </Loaded>
    </PanelPart>
  )
}
