'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { ListTodo, Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { type Inputs, useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { Loaded } from '@/features/companies/ui/loaded'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { usePageName } from '@/ui/breadcrumbs'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Kbd } from '@/ui/kbd'
import { KEYS } from '@/ui/keys'
import { PageHeader } from '@/ui/page-header'
import { Panel } from '@/ui/panel'
import { useShortcuts } from '@/ui/shortcuts'
import { ShowMore } from '@/ui/show-more'
import { useAddress } from '@/ui/use-address'
import { useSettled } from '@/ui/use-settled'
import { CreateTaskDialog } from './create-task-dialog'
import { FilterBar } from './filter-bar'
import { listInputOf, readTaskFilter } from './task-filters'
import { TaskTable } from './task-table'
import { TextHits } from './text-hits'

const pageSize = 100

/** All tasks, by view, by what they belong to, and by words; `j`, `k` and Enter walk them. */
export function TasksPage() {
  usePageName('Tasks')
  const { slug, to } = useCompanySlug()
  const router = useRouter()
  const { params, change } = useAddress()
  const filter = readTaskFilter(params)
  const searchRef = useRef<HTMLInputElement>(null)
  const [activeId, setActiveId] = useState<string>()
  const [isCreating, setIsCreating] = useState(false)
  const [openedAt] = useState(() => new Date())
  const text = useSettled(filter.text.trim())
  const query = useTaskPages({ companyId: slug, ...listInputOf({ ...filter, text }, openedAt) })
  const rows = query.data?.pages.flat() ?? []

  const move = (by: number) => {
    const at = rows.findIndex((row) => row.id === activeId)
    setActiveId(rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.id)
  }
  const active = rows.find((row) => row.id === activeId)
  useShortcuts({
    [KEYS.moveDown.keys]: () => move(1),
    [KEYS.moveUp.keys]: () => move(-1),
    [KEYS.filter.keys]: () => searchRef.current?.focus(),
    [KEYS.open.keys]: () => active && router.push(to(`/tasks/${active.identifier}`)),
  })
  return (
    <>
      <PageHeader
        title="Tasks"
        subtitle="Work on its way to a goal. An assigned task wakes its agent."
        actions={
          <Button
            variant="primary"
            icon={<Plus aria-hidden className="size-3.5" />}
            onClick={() => setIsCreating(true)}
          >
            Create task
          </Button>
        }
      />
      <Panel isFlush>
        <FilterBar filter={filter} searchRef={searchRef} onChange={change} />
        <Loaded query={query} what="The tasks">
          {() =>
            rows.length > 0 ? (
              <TaskTable rows={rows} caption="Tasks" activeId={activeId} />
            ) : (
              <NoTasks isFiltered={params.size > 0} onCreate={() => setIsCreating(true)} />
            )
          }
        </Loaded>
        {text && query.data ? <TextHits text={text} shownIds={new Set(rows.map((row) => row.id))} /> : null}
        <ShowMore query={query}>Show more tasks</ShowMore>
      </Panel>
      <CreateTaskDialog
        isOpen={isCreating}
        onClose={() => setIsCreating(false)}
        assigneeId={filter.ids.assignee}
        goalId={filter.ids.goal}
        projectId={filter.ids.project}
      />
    </>
  )
}

/** Pages of tasks; the last row of a page is where the next one starts. Rows stay until those of another filter are here. */
function useTaskPages(input: Inputs['tasks']['listTasks']) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  return useInfiniteQuery({
    queryKey: [...trpc.tasks.listTasks.pathKey(), { input, type: 'pages' }],
    queryFn: ({ pageParam, signal }) =>
      client.tasks.listTasks.query({ ...input, before: pageParam, limit: pageSize }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length === pageSize ? page.at(-1)?.id : undefined),
    placeholderData: keepPreviousData,
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
        <Button variant="primary" onClick={onCreate}>
          Create task <Kbd keys={KEYS.create.keys} />
        </Button>
      }
    >
      Write down what should be done and give it to an agent. It starts as soon as it is assigned.
    </EmptyState>
  )
}
