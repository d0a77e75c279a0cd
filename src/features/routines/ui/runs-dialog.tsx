'use client'

import { History } from 'lucide-react'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useRowPages } from '@/features/companies/ui/use-pages'
import { Dialog } from '@/ui/dialog'
import { EmptyState } from '@/ui/empty-state'
import { RelativeTime } from '@/ui/relative-time'
import { ShowMore } from '@/ui/show-more'
import { TextLink } from '@/ui/text-link'
import type { RoutineRunView, RoutineView } from '../schema'
import { RunStatusDot, SOURCE_TEXT } from './routine-marks'

/** Every firing of a routine with what became of it, newest first. */
export function RunsDialog({ routine, onClose }: { routine: RoutineView; onClose: () => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const client = useTRPCClient()
  const { query, rows: runs } = useRowPages({
    queryKey: [...trpc.routines.listRoutineRuns.pathKey(), { slug, routineId: routine.id }],
    size: 50,
    read: (before, limit, signal) =>
      client.routines.listRoutineRuns.query({ companyId: slug, routineId: routine.id, before, limit }, { signal }),
  })
  return (
    <Dialog isOpen onClose={onClose} title="Run history" description={routine.title} size="lg">
      <Loaded query={query} what="The runs">
        {() => <Runs runs={runs} />}
      </Loaded>
      <ShowMore query={query}>Show older runs</ShowMore>
    </Dialog>
  )
}

function Runs({ runs }: { runs: readonly RoutineRunView[] }) {
  if (runs.length === 0) {
    return (
      <EmptyState isCompact icon={<History />} title="It has not fired yet">
        Each firing stands here, also one that was skipped, with the reason.
      </EmptyState>
    )
  }
  return (
    <ul className="rounded-md border">
      {runs.map((run) => (
        <RunLine key={run.id} run={run} />
      ))}
    </ul>
  )
}

function RunLine({ run }: { run: RoutineRunView }) {
  const { to } = useCompanySlug()
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-3 py-2 text-sm last:border-b-0">
      <span className="w-28 shrink-0">
        <RunStatusDot status={run.status} />
      </span>
      <span className="min-w-0 flex-1 basis-48 text-muted text-xs">
        {run.taskIdentifier ? (
          <TextLink href={to(`/tasks/${run.taskIdentifier}`)}>{run.taskIdentifier}</TextLink>
        ) : null}{' '}
        {run.reason}
      </span>
      <span className="text-faint text-xs">
        {SOURCE_TEXT[run.source]}, <RelativeTime at={run.createdAt} />
      </span>
    </li>
  )
}
