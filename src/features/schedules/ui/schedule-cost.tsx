'use client'

import { skipToken, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSettled } from '@/ui/use-settled'
import { costText, usageText } from './schedule-cost-text'
import { changeOf, type Draft } from './schedule-draft'

type ScheduleCostProps = { agentId: string; draft: Draft; timeZone: string | null }

/** What the schedule that is being written would cost a month; quiet while it cannot be read. */
export function ScheduleCost({ agentId, draft, timeZone }: ScheduleCostProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const { cron, intervalSeconds, officeHours } = changeOf(draft, timeZone)
  const asked = useSettled(JSON.stringify({ cron: cron || null, intervalSeconds, timeZone, officeHours }))
  const input = { companyId: slug, agentId, ...JSON.parse(asked) }
  const isEmpty = !cron && !intervalSeconds
  const query = useQuery({
    ...trpc.reports.estimateSchedule.queryOptions(isEmpty ? skipToken : input, { retry: false }),
    placeholderData: (before) => before,
  })
  const estimate = isEmpty || query.isError ? undefined : query.data
  return (
    <div role="status" className="tnum min-h-[3.75rem] rounded-md bg-sunken px-3 py-2 text-sm">
      {draft.isEnabled && estimate ? (
        <>
          <p>{costText(estimate)}</p>
          <p className="mt-0.5 text-muted text-xs">{usageText(estimate)}</p>
        </>
      ) : (
        <p className="text-muted">
          {draft.isEnabled ? 'What it costs a month stands here.' : 'Switched off, it costs nothing.'}
        </p>
      )}
    </div>
  )
}
