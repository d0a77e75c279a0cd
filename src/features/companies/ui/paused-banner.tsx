'use client'

import { CirclePause } from 'lucide-react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Button, ButtonLink } from '@/ui/button'
import { Granted } from './granted'
import { useCompanySlug } from './use-company'
import { useSave } from './use-save'

/** Says on every page that no agent runs, why, and how to go on. */
export function PausedBanner({ company }: { company: Outputs['companies']['getCompany'] }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const resume = useSave(trpc.companies.resumeCompany.mutationOptions(), { toastsProblem: true })
  const isBudget = company.pauseReason === 'budget'
  return (
    <div
      role="status"
      className="mb-4 flex flex-wrap items-center gap-3 rounded-lg bg-warn-soft px-4 py-2.5 text-sm text-warn"
    >
      <CirclePause aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0 flex-1">
        {isBudget
          ? 'The company has spent its budget. No agent runs until the budget is raised or the next month begins.'
          : `The company is ${company.status}. No agent starts a run.`}
      </p>
      {isBudget ? (
        <ButtonLink href={to('/money')} size="sm">
          Look at the budget
        </ButtonLink>
      ) : null}
      {!isBudget ? (
        <Granted to="company:write">
          <Button size="sm" isBusy={resume.isPending} onClick={() => resume.mutate({ companyId: slug })}>
            Resume company
          </Button>
        </Granted>
      ) : null}
    </div>
  )
}
