'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleCheck, OctagonAlert } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { RelativeTime } from '@/ui/relative-time'

/** Whether the counters of all budgets are the sums of the ledger, and when that was looked at last. */
export function LedgerHealth() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const health = useQuery(trpc.budgets.ledgerHealth.queryOptions({ companyId: slug })).data
  if (!health) return <p className="h-5" />
  if (health.checkedAt === null) {
    return <p className="text-faint text-xs">What budgets have counted is compared with the ledger once an hour.</p>
  }
  const isWell = health.miscounted === 0
  return (
    <p className={`flex items-center gap-1.5 text-xs ${isWell ? 'text-muted' : 'font-medium text-bad'}`}>
      {isWell ? (
        <CircleCheck aria-hidden className="size-3.5 text-good" />
      ) : (
        <OctagonAlert aria-hidden className="size-3.5" />
      )}
      {isWell
        ? 'All budgets agree with the ledger, checked'
        : `${health.miscounted} ${health.miscounted === 1 ? 'budget differs' : 'budgets differ'} from the ledger, checked`}{' '}
      <RelativeTime at={health.checkedAt} />
    </p>
  )
}
