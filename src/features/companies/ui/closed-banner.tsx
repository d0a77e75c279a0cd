'use client'

import { Trash2 } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { Button, ButtonLink } from '@/ui/button'
import { exactTime } from '@/ui/time-text'
import { useCompanySlug } from './use-company'
import { useGrants } from './use-grants'
import { useSave } from './use-save'

/** Says on every page that the company is being deleted, until when that can be taken back, and how. */
export function ClosedBanner({ removalDueAt, timeZone }: { removalDueAt: string; timeZone: string }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const grants = useGrants()
  const reopen = useSave(trpc.companies.reopenCompany.mutationOptions(), { toastsProblem: true })
  const due = exactTime(removalDueAt, timeZone)
  return (
    <div
      role="status"
      className="mb-4 flex flex-wrap items-center gap-3 rounded-lg bg-bad-soft px-4 py-2.5 text-bad text-sm"
    >
      <Trash2 aria-hidden className="size-4 shrink-0" />
      <p suppressHydrationWarning className="min-w-56 flex-1">
        {`The company is being deleted. Nothing in it can be changed, and all of it is removed on ${due}.`}
      </p>
      <div className="flex flex-wrap gap-2">
        {grants.has('company:export') ? (
          <ButtonLink href={`${to('/settings')}#move`} size="sm">
            Export
          </ButtonLink>
        ) : null}
        {grants.has('company:close') ? (
          <Button size="sm" isBusy={reopen.isPending} onClick={() => reopen.mutate({ companyId: slug })}>
            Take the deletion back
          </Button>
        ) : null}
      </div>
    </div>
  )
}
