'use client'

import { useQuery } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { NameLink } from '@/ui/text-link'

/** Managers whose reports have more than they have themselves, each with what to do; nothing where all fits. */
export function PoolLints() {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const lints = useQuery(trpc.org.orgHealth.queryOptions({ companyId: slug })).data?.lints ?? []
  const ofBudgets = lints.filter(({ rule }) => rule === 'budget_mismatch')
  if (ofBudgets.length === 0) return null
  return (
    <ul className="border-b">
      {ofBudgets.map((lint) => (
        <li key={lint.agentId} className="flex gap-2.5 px-4 py-2 text-sm">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
          <p>
            <NameLink href={to(`/agents/${lint.agentId}`)}>{lint.sentence}</NameLink>{' '}
            <span className="text-muted">{lint.advice}</span>
          </p>
        </li>
      ))}
    </ul>
  )
}
