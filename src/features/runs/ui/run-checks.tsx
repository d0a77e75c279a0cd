'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { CheckList } from '@/features/tasks/ui/check-list'
import { Panel } from '@/ui/panel'
import type { RunView } from '../schema'
import { isLive } from './run-marks'

/** What a run of checks found; while it has found nothing yet, what it looks for. */
export function RunChecks({ run }: { run: RunView }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const isAhead = run.cause === 'verification' && isLive(run.state)
  const task = useQuery(
    trpc.tasks.getTask.queryOptions({ companyId: slug, taskId: run.taskId ?? '' }, { enabled: isAhead }),
  )
  if (run.cause !== 'verification') return null
  const { checks } = run
  const shown = checks.length > 0 ? checks : (task.data?.acceptance ?? [])
  const passed = checks.filter((check) => check.ok).length
  return (
    <Panel
      className="mb-4"
      title="Checks"
      hint={checks.length > 0 ? `${passed} of ${checks.length} passed` : undefined}
    >
      {shown.length > 0 ? (
        <CheckList checks={shown} results={checks} showsAll />
      ) : (
        <p className="text-muted text-sm">{isAhead ? 'Nothing found yet.' : 'The checks were not carried out.'}</p>
      )}
    </Panel>
  )
}
