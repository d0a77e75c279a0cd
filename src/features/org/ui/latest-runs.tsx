'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { RunStateDot } from '@/features/runs/ui/run-marks'
import { RunTime } from '@/features/runs/ui/run-time'
import { Link } from '@/ui/link'
import { Money } from '@/ui/money'
import { RelativeTime } from '@/ui/relative-time'
import { SkeletonRows } from '@/ui/skeleton'

const shown = 5

/** How an agent's latest runs went, each with what went wrong; nothing before the first one. */
export function LatestRuns({ agentId }: { agentId: string }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const runs = useQuery(trpc.runs.listRuns.queryOptions({ companyId: slug, agentId, limit: 50 })).data
  if (!runs) return <SkeletonRows rows={shown} label="Latest runs: loading" />
  if (runs.length === 0) return null
  return (
    <section className="border-t">
      <h3 className="px-3 pt-2.5 pb-1 font-medium text-faint text-xs sm:px-4">Latest runs</h3>
      <ul className="pb-1.5">
        {runs.slice(0, shown).map((run) => (
          <li key={run.id} className="relative px-3 py-1 text-sm hover:bg-hover sm:px-4">
            <span className="flex items-center gap-3">
              <span className="w-24 shrink-0 max-sm:w-auto">
                <RunStateDot run={run} />
              </span>
              <Link href={to(`/runs/${run.id}`)} className="min-w-0 flex-1 truncate after:absolute after:inset-0">
                {run.taskTitle ? (
                  <>
                    <span className="tnum mr-1.5 text-faint text-xs">{run.taskIdentifier}</span>
                    {run.taskTitle}
                  </>
                ) : (
                  'Without a task'
                )}
              </Link>
              <span className="w-16 shrink-0 text-right text-muted text-xs max-sm:hidden">
                <RunTime run={run} />
              </span>
              <span className="w-20 shrink-0 text-right text-muted text-xs max-sm:hidden">
                <Money micros={run.costMicros} />
              </span>
              <RelativeTime at={run.createdAt} className="w-20 shrink-0 text-right text-faint text-xs max-sm:w-auto" />
            </span>
            {run.error ? <p className="truncate pl-27 text-bad text-xs max-sm:pl-0">{run.error}</p> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
