'use client'

import { skipToken, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import type { BudgetView } from '../schema'

/** What a budget will come to; nothing is asked before the scope is known. */
export function useForecast(scope: Pick<BudgetView, 'scopeKind' | 'scopeId'> | undefined) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const { scopeKind, scopeId } = scope ?? {}
  const input = scopeKind && scopeId ? { companyId: slug, scopeKind, scopeId } : skipToken
  return useQuery(trpc.budgets.forecastSpend.queryOptions(input))
}
