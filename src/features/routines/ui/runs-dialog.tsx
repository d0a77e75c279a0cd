'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { EmptyState } from '@/ui/empty-state'
import { ErrorState } from '@/ui/error-state'
import { RelativeTime } from '@/ui/relative-time'
import { SkeletonRows } from '@/ui/skeleton'
import { TextLink } from '@/ui/text-link'
import type { RoutineRunView, RoutineView } from '../schema'
import { RunStatusDot, SOURCE_TEXT } from './routine-marks'

const PAGE = 50

/** Every firing of a routine with what became of it, newest first. */
export function RunsDialog({ routine, onClose }: { routine: RoutineView; onClose: () => void }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const client = useTRPCClient()
  const input = { companyId: slug, routineId: routine.id }
  const query = useInfiniteQuery({
    queryKey: [...trpc.routines.listRoutineRuns.pathKey(), { input, type: 'pages' }],
    queryFn: ({ pageParam, signal }) =>
      client.routines.listRoutineRuns.query({ ...input, before: pageParam, limit: PAGE }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.id : undefined),
  })
  const runs = query.data?.pages.flat()
  return (
    <Dialog isOpen onClose={onClose} title="Run history" description={routine.title} size="lg">
      {query.isError && !runs ? (
        <ErrorState title="The runs could not be read." onRetry={() => query.refetch()} />
      ) : runs ? (
        <Runs runs={runs} />
      ) : (
        <SkeletonRows label="The runs: loading" />
      )}
      {query.hasNextPage ? (
        <Button className="mt-3" isBusy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          Show older
        </Button>
      ) : null}
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
