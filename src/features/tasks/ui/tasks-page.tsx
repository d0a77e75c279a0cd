'use client'

import { ListTodo, Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { type Inputs, useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useRowPages } from '@/features/companies/ui/use-pages'
import { useReach } from '@/features/companies/ui/use-reach'
import { usePageName } from '@/ui/breadcrumbs'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Kbd } from '@/ui/kbd'
import { KEYS } from '@/ui/keys'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { useShortcuts } from '@/ui/shortcuts'
import { ShowMore } from '@/ui/show-more'
import { SkeletonRows } from '@/ui/skeleton'
import { useAddress } from '@/ui/use-address'
import { useSettled } from '@/ui/use-settled'
import type { TaskRow } from '../schema'
import { CreateTask } from './create-task'
import { FilterBar } from './filter-bar'
import { boardStates, type ListLook, readListLook } from './list-look'
import { LookBar } from './look-bar'
import { listInputOf, readTaskFilter } from './task-filters'
import { TaskTable } from './task-table'
import { TextHits } from './text-hits'
import { useChosen } from './use-chosen'

const TaskBoard = lazy(() => import('./task-board').then((part) => ({ default: part.TaskBoard })))
const BulkBar = lazy(() => import('./bulk-bar').then((part) => ({ default: part.BulkBar })))
const TaskPeek = lazy(() => import('./task-peek'))

type ListInput = Inputs['tasks']['listTasks']

/** All tasks, as a list or as a board; `j`, `k`, Enter, Space and `x` walk them, look at them and choose them. */
export function TasksPage() {
  usePageName('Tasks')
  const { slug, to } = useCompanySlug()
  const router = useRouter()
  const { params, change } = useAddress()
  const filter = readTaskFilter(params)
  const look = readListLook(params)
  const searchRef = useRef<HTMLInputElement>(null)
  const [rows, setRows] = useState<TaskRow[]>([])
  const [activeId, setActiveId] = useState<string>()
  const [isCreating, setIsCreating] = useState(false)
  const [openedAt] = useState(() => new Date())
  const text = useSettled(filter.text.trim())
  const input = { companyId: slug, order: look.sort, ...listInputOf({ ...filter, text }, openedAt) }
  const chosen = useChosen(rows)
  const reach = useReach('task:write', rows)
  const active = rows.find((row) => row.id === activeId)
  const peek = (task: TaskRow | undefined) => change({ peek: task?.identifier ?? null })

  const move = (by: number) => {
    const at = rows.findIndex((row) => row.id === activeId)
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))]
    setActiveId(next?.id)
    if (isPeeking()) peek(next)
  }
  useShortcuts({
    [KEYS.moveDown.keys]: () => move(1),
    [KEYS.moveUp.keys]: () => move(-1),
    [KEYS.filter.keys]: () => searchRef.current?.focus(),
    [KEYS.open.keys]: () => active && router.push(to(`/tasks/${active.identifier}`)),
    [KEYS.peek.keys]: () => active && peek(look.peek === active.identifier ? undefined : active),
    [KEYS.select.keys]: () => reach.isSome && active && !look.isBoard && chosen.selection.onToggle(active, false),
    [KEYS.close.keys]: () => (isPeeking() ? peek(undefined) : chosen.clear()),
  })
  const create = () => setIsCreating(true)
  const panel = (
    <Panel isFlush className="min-w-0">
      <FilterBar
        filter={filter}
        searchRef={searchRef}
        onChange={change}
        look={
          <LookBar look={look} onChange={change} onOpen={(search) => router.replace(`${to('/tasks')}?${search}`)} />
        }
      />
      {look.isBoard ? (
        <Suspense fallback={<SkeletonRows label="The tasks: loading" />}>
          <TaskBoard
            states={boardStates(filter.states)}
            input={input}
            onActive={(task) => setActiveId(task.id)}
            onRows={setRows}
          />
        </Suspense>
      ) : (
        <TaskList
          input={input}
          look={look}
          activeId={activeId}
          selection={reach.isSome ? chosen.selection : undefined}
          isFiltered={params.size > 0}
          onRows={setRows}
          onCreate={create}
        />
      )}
      {text ? <TextHits text={text} shownIds={new Set(rows.map((row) => row.id))} /> : null}
    </Panel>
  )
  return (
    <>
      <PageHeader
        title="Tasks"
        subtitle="Work on its way to a goal. An assigned task wakes its agent."
        actions={
          <Granted to="task:write">
            <Button variant="primary" icon={<Plus aria-hidden className="size-3.5" />} onClick={create}>
              Create task
            </Button>
          </Granted>
        }
      />
      {look.peek ? (
        <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
          {panel}
          <Suspense>
            <TaskPeek identifier={look.peek} onClose={() => peek(undefined)} />
          </Suspense>
        </div>
      ) : (
        <div>{panel}</div>
      )}
      {chosen.rows.length > 0 && !look.isBoard ? (
        <Suspense>
          <BulkBar tasks={chosen.rows} reach={reach} onClear={chosen.clear} />
        </Suspense>
      ) : null}
      <CreateTask
        isOpen={isCreating}
        onClose={() => setIsCreating(false)}
        assigneeId={filter.ids.assignee}
        goalId={filter.ids.goal}
        projectId={filter.ids.project}
      />
    </>
  )
}

/** As the address says: two quick keys come before the page has heard of the first. */
const isPeeking = () => new URLSearchParams(window.location.search).has('peek')

type TaskListProps = {
  input: ListInput
  look: ListLook
  activeId: string | undefined
  selection: ReturnType<typeof useChosen>['selection'] | undefined
  isFiltered: boolean
  onRows: (rows: TaskRow[]) => void
  onCreate: () => void
}

function TaskList({ input, look, activeId, selection, isFiltered, onRows, onCreate }: TaskListProps) {
  const { query, rows } = useTaskPages(input)
  useEffect(() => onRows(rows), [rows, onRows])
  // beside a task there is room for less
  const shows = look.peek ? look.columns.slice(0, 2) : look.columns
  return (
    <>
      <Loaded query={query} what="The tasks">
        {() =>
          rows.length > 0 ? (
            <TaskTable
              rows={rows}
              hasMore={query.hasNextPage}
              caption="Tasks"
              activeId={activeId}
              shows={shows}
              selection={selection}
            />
          ) : (
            <NoTasks isFiltered={isFiltered} onCreate={onCreate} />
          )
        }
      </Loaded>
      <ShowMore query={query} isAhead>
        Show more tasks
      </ShowMore>
    </>
  )
}

/** Rows stay until those of another filter are here. */
function useTaskPages(input: ListInput) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  return useRowPages({
    queryKey: [...trpc.tasks.listTasks.pathKey(), { input }],
    size: { first: 100, next: 500 },
    read: (before, limit, signal) => client.tasks.listTasks.query({ ...input, before, limit }, { signal }),
    keepsRows: true,
  })
}

function NoTasks({ isFiltered, onCreate }: { isFiltered: boolean; onCreate: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState icon={<ListTodo />} title="No task fits">
        Choose another view, let go of a filter, or search for other words.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<ListTodo />}
      title="No open task"
      action={
        <Granted to="task:write">
          <Button variant="primary" onClick={onCreate}>
            Create task <Kbd keys={KEYS.create.keys} />
          </Button>
        </Granted>
      }
    >
      Write down what should be done and give it to an agent. It starts as soon as it is assigned.
    </EmptyState>
  )
}
