'use client'

import { useQuery } from '@tanstack/react-query'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { RunLog } from '@/features/runs/ui/run-log'
import { RunStateDot } from '@/features/runs/ui/run-marks'
import { RunTime } from '@/features/runs/ui/run-time'
import { TaskStateDot } from '@/features/tasks/ui/task-marks'
import { ButtonLink } from '@/ui/button'
import { Skeleton } from '@/ui/skeleton'

type Task = Outputs['tasks']['listTasks'][number]

/** The task and its latest run as they are now, with the log while it is written, and what came of it. */
export function WatchFirstTask({ task }: { task: Task }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const runs = useQuery(trpc.runs.listRuns.queryOptions({ companyId: slug, taskId: task.id, limit: 1 }))
  const { identifier } = task
  const full = useQuery(trpc.tasks.getTask.queryOptions({ companyId: slug, identifier })).data
  const run = runs.data?.[0]
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        <span className="flex items-center gap-1.5">
          <span className="text-muted">Task</span> <TaskStateDot state={task.state} />
        </span>
        {run ? (
          <span className="flex items-center gap-1.5">
            <span className="text-muted">Run</span> <RunStateDot run={run} /> <RunTime run={run} />
          </span>
        ) : null}
      </p>
      {full?.completionSummary ? <p className="break-words text-sm">{full.completionSummary}</p> : null}
      {run ? (
        <div className="overflow-hidden rounded-md border">
          <RunLog run={run} className="h-64" />
        </div>
      ) : runs.data ? (
        <p className="text-muted text-sm">
          {task.assigneeName ?? 'Nobody'} is woken; its run appears here. Where it does not, the inbox says why.
        </p>
      ) : (
        <Skeleton className="h-64" />
      )}
      <span className="flex flex-wrap gap-2">
        <ButtonLink href={to(`/tasks/${identifier}`)}>Open {identifier}</ButtonLink>
        {run ? <ButtonLink href={to(`/runs/${run.id}`)}>Open the run</ButtonLink> : null}
      </span>
    </div>
  )
}
