'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { LintText } from '@/features/org/ui/lint-text'

/** Managers whose reports have more than they have themselves, each with what to do; nothing where all fits. */
export function PoolLints() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const lints = useQuery(trpc.org.orgHealth.queryOptions({ companyId: slug })).data?.lints ?? []
  const ofBudgets = lints.filter(({ rule }) => rule === 'budget_mismatch')
  if (ofBudgets.length === 0) return null
  return (
    <ul className="border-b">
      {ofBudgets.map((lint) => (
        <li key={lint.agentId} className="flex gap-2.5 px-4 py-2 text-sm">
          <LintText lint={lint} />
        </li>
      ))}
    </ul>
  )
}
