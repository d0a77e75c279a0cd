'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleAlert, Plus, Target } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { GrantsAbout } from '@/features/companies/ui/use-grants'
import { TaskBrakes } from '@/features/runs/ui/brake-notice'
import { isLive, RunStateDot } from '@/features/runs/ui/run-marks'
import { RunTable } from '@/features/runs/ui/run-table'
import { usePageName } from '@/ui/breadcrumbs'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Markdown } from '@/ui/markdown'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { PageSkeleton, Skeleton } from '@/ui/skeleton'
import { TextLink } from '@/ui/text-link'
import { isOver } from '../rules/state-machine'
import type { TaskView } from '../schema'
import { Composer } from './composer'
import { CreateTask } from './create-task'
import { PendingInteractions } from './pending-interactions'
import { TaskAcceptance } from './task-acceptance'
import { TaskHold } from './task-hold'
import { TaskLinks } from './task-links'
import { TaskProducts } from './task-products'
import { TaskProperties } from './task-properties'
import { TaskTable } from './task-table'
import { Thread } from './thread'

const TaskAttachments = lazy(() =>
  import('@/features/documents/ui/task-attachments').then((part) => ({ default: part.TaskAttachments })),
)
const TaskDocuments = lazy(() =>
  import('@/features/documents/ui/task-documents').then((part) => ({ default: part.TaskDocuments })),
)
const AssigneePaused = lazy(() => import('./assignee-paused').then((part) => ({ default: part.AssigneePaused })))
const RunLog = lazy(() => import('@/features/runs/ui/run-log').then((part) => ({ default: part.RunLog })))

const isId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i

const COLUMNS = 'lg:grid-cols-[minmax(0,1fr)_18rem]'

/** One task: what it is for, what was said and done, who has it. */
export function TaskPage({ identifier }: { identifier: string }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const router = useRouter()
  // A link from a record may only know the id; the address then becomes the one that people know.
  const name = isId.test(identifier) ? { taskId: identifier } : { identifier }
  const query = useQuery(trpc.tasks.getTask.queryOptions({ companyId: slug, ...name }))
  const known = query.data?.identifier
  usePageName(known ?? 'Task')
  useEffect(() => {
    if (known && 'taskId' in name) router.replace(to(`/tasks/${known}`))
  })
  return (
    <Loaded
      query={query}
      what="The task"
      skeleton={<PageSkeleton label="The task: loading" columns={COLUMNS} />}
      isPage
    >
      {(task) => (
        <GrantsAbout kind="task" id={task.id} holderId={task.assigneeId ?? task.assigneePersonId}>
          <PageHeader title={task.title} subtitle={<Ancestry task={task} />} />
          <div className={`grid items-start gap-4 ${COLUMNS}`}>
            <div className="flex min-w-0 flex-col gap-4 max-lg:contents">
              <div className="flex min-w-0 flex-col gap-4 empty:hidden">
                <TaskHold task={task} />
                <Suspense>
                  <AssigneePaused task={task} />
                </Suspense>
                <TaskBrakes taskId={task.id} />
                <Why task={task} />
                <PendingInteractions task={task} />
              </div>
              <div className="order-2 flex min-w-0 flex-col gap-4">
                {task.description ? (
                  <Panel title="Description">
                    <Markdown text={task.description} />
                  </Panel>
                ) : null}
                <TaskRuns task={task} />
                <Panel title="Thread">
                  <Thread taskId={task.id} />
                  <Granted to="message:write">
                    <div className="mt-5">
                      <Composer taskId={task.id} />
                    </div>
                  </Granted>
                </Panel>
                <Subtasks task={task} />
                <TaskProducts taskId={task.id} />
                <Suspense fallback={<Skeleton className="h-40 rounded-lg" />}>
                  <TaskDocuments taskId={task.id} />
                  <TaskAttachments task={task} />
                </Suspense>
              </div>
            </div>
            <div className="flex min-w-0 flex-col gap-4 max-lg:contents">
              <div className="order-1 flex min-w-0 flex-col gap-4">
                <Panel title="Properties">
                  <TaskProperties task={task} />
                </Panel>
                <TaskAcceptance task={task} />
              </div>
              <div className="order-3 min-w-0">
                <TaskLinks task={task} />
              </div>
            </div>
          </div>
        </GrantsAbout>
      )}
    </Loaded>
  )
}

function Ancestry({ task }: { task: TaskView }) {
  return (
    <span className="flex gap-1.5 text-muted text-sm">
      <Target aria-hidden className="mt-0.5 size-3.5 shrink-0 text-faint" />
      <span className="sr-only">Serves</span>
      <span>{task.goalAncestry.join(' › ')}</span>
    </span>
  )
}

function Why({ task }: { task: TaskView }) {
  if (task.state === 'blocked' && task.blockedReason) {
    return (
      <div role="status" className="flex gap-2.5 rounded-lg bg-bad-soft px-4 py-3 text-bad text-sm">
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        <p className="min-w-0 whitespace-pre-line break-words">
          <span className="font-semibold">Blocked.</span> {task.blockedReason}
        </p>
      </div>
    )
  }
  if (!isOver(task.state) || !task.completionSummary) return null
  return (
    <Panel title="Result">
      <Markdown text={task.completionSummary} />
    </Panel>
  )
}

const NEWEST_RUNS = 4

/** What runs now with its log, and what ran; older runs unfold. */
function TaskRuns({ task }: { task: TaskView }) {
  const [showsAll, setShowsAll] = useState(false)
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const query = useQuery(trpc.runs.listRuns.queryOptions({ companyId: slug, taskId: task.id, limit: 20 }))
  const runs = query.data ?? []
  const live = runs.find((run) => isLive(run.state))
  const ended = runs.filter((run) => run !== live)
  return (
    <>
      {live ? (
        <Panel
          title={<RunStateDot run={live} />}
          hint={live.agentName}
          isFlush
          actions={<TextLink href={to(`/runs/${live.id}`)}>Open run</TextLink>}
        >
          <Suspense fallback={<div className="h-72" />}>
            <RunLog run={live} className="h-72" />
          </Suspense>
        </Panel>
      ) : null}
      {ended.length > 0 ? (
        <Panel
          title="Runs"
          hint={`${ended.length}`}
          isFlush
          actions={
            ended.length > NEWEST_RUNS ? (
              <Button size="sm" variant="ghost" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
                {showsAll ? 'Show fewer' : 'Show all'}
              </Button>
            ) : null
          }
        >
          <RunTable
            rows={showsAll ? ended : ended.slice(0, NEWEST_RUNS)}
            caption="Runs of this task"
            hides={['task']}
          />
        </Panel>
      ) : null}
    </>
  )
}

function Subtasks({ task }: { task: TaskView }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [isCreating, setIsCreating] = useState(false)
  const query = useQuery(trpc.tasks.listTasks.queryOptions({ companyId: slug, parentId: task.id, limit: 100 }))
  return (
    <Panel
      title="Subtasks"
      hint={query.data ? `${query.data.length}` : undefined}
      isFlush
      actions={
        <Granted to="task:write">
          <Button
            size="sm"
            variant="ghost"
            icon={<Plus aria-hidden className="size-3.5" />}
            onClick={() => setIsCreating(true)}
          >
            Add
          </Button>
        </Granted>
      }
    >
      <Loaded query={query} what="The subtasks">
        {(rows) =>
          rows.length > 0 ? (
            <TaskTable rows={rows} caption="Subtasks" shows={['state', 'assignee', 'updated']} />
          ) : (
            <EmptyState isCompact title="None">
              Large work goes better in parts. Agents that delegate add their parts here.
            </EmptyState>
          )
        }
      </Loaded>
      <CreateTask isOpen={isCreating} onClose={() => setIsCreating(false)} parentId={task.id} />
    </Panel>
  )
}
