'use client'

import { TriangleAlert } from 'lucide-react'
import type { Outputs } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { NameLink } from '@/ui/text-link'

type Lint = Outputs['org']['orgHealth']['lints'][number]

/** What is unhealthy, with the way to the agent that it is about, and what to do. */
export function LintText({ lint }: { lint: Lint }) {
  const { to } = useCompanySlug()
  return (
    <>
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <p>
        <NameLink href={to(`/agents/${lint.agentId}`)}>{lint.sentence}</NameLink>{' '}
        <span className="text-muted">{lint.advice}</span>
      </p>
    </>
  )
}
