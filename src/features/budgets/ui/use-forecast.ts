'use client'

import { skipToken, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import type { BudgetView } from '../schema'

type Which = Pick<BudgetView, 'scopeKind' | 'scopeId'> & Partial<Pick<BudgetView, 'metric' | 'window' | 'windowHours'>>

/** What a budget will come to, by default that of money in the month; nothing is asked before the scope is known. */
export function useForecast(which: Which | undefined) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const { scopeKind, scopeId, metric, window, windowHours } = which ?? {}
  const input = scopeKind && scopeId ? { companyId: slug, scopeKind, scopeId, metric, window, windowHours } : skipToken
  return useQuery(trpc.budgets.forecastSpend.queryOptions(input))
}
