'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompany, useCompanySlug } from '@/features/companies/ui/use-company'
import { BarMini } from '@/ui/bar-mini'
import { formatMicros } from '@/ui/money'
import { Skeleton } from '@/ui/skeleton'

import { dayIn, monthBars } from './month-bars'

/** Spend of each day of this month, as bars. */
export function SpendBars({ periodStart }: { periodStart: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const company = useCompany()
  const query = useQuery(trpc.budgets.spendByDay.queryOptions({ companyId: slug }))
  const today = dayIn(company.data?.timeZone ?? 'UTC', new Date())
  return (
    <Loaded query={query} what="The spend" skeleton={<Skeleton className="h-16" />}>
      {(days) => (
        <BarMini label="Spend of each day" bars={monthBars(periodStart, today, days)} valueText={formatMicros} />
      )}
    </Loaded>
  )
}
