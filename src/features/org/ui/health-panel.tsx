'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Panel } from '@/ui/panel'
import { LintText } from './lint-text'

/** What is unhealthy about the tree, each with what to do; nothing where nothing is. */
export function HealthPanel() {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const lints = useQuery(trpc.org.orgHealth.queryOptions({ companyId: slug })).data?.lints ?? []
  if (lints.length === 0) return null
  return (
    <Panel title="Health" hint={`${lints.length}`} isFlush>
      <ul>
        {lints.map((lint) => (
          <li
            key={`${lint.rule}-${lint.agentId}`}
            className="flex gap-2.5 border-b px-3 py-2 text-sm last:border-b-0 sm:px-4"
          >
            <LintText lint={lint} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
