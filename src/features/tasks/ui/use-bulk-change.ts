'use client'

import { useQueryClient } from '@tanstack/react-query'
import { problemOf, useTRPC, useTRPCClient } from '@/entry/trpc/client'
import { readAgain } from '@/features/companies/ui/read-again'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { isReachOf, type Reach } from '@/features/companies/ui/use-reach'
import { useToast } from '@/ui/toast'
import type { TaskRow } from '../schema'
import { inverseOf, type RowChange, shownAfter } from './row-change'

const OUT_OF_REACH = 'You change tasks of your own teams only.'

/** What to do with one task; `reason` when it cannot be done. */
export type Deed = { task: TaskRow; change: RowChange } | { task: TaskRow; reason: string }

/**
 * Changes tasks of lists, one or many: at once on the screen, then on the server in one request. What is refused is put back and said
 * with its reason; what can be undone is offered.
 * @param reach the tasks that the reader may change
 * @returns takes also what was done, as in "Assigned to Ada"
 */
export function useBulkChange(reach: Reach<'task:write'>): (deeds: readonly Deed[], said: string) => Promise<void> {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const lists = { queryKey: trpc.tasks.listTasks.pathKey() }

  const show = (changes: ReadonlyMap<string, RowChange>) =>
    queryClient.setQueriesData<unknown>(lists, (cached: unknown) => patched(cached, changes))

  async function send(deeds: { task: TaskRow; change: RowChange }[]): Promise<Refused[]> {
    await queryClient.cancelQueries(lists)
    show(new Map(deeds.map(({ task, change }) => [task.id, change])))
    const sent = await Promise.allSettled(
      deeds.map(({ task, change }) =>
        client.tasks.updateTask.mutate({ companyId: slug, taskId: task.id, ...change.sent }),
      ),
    )
    const given = deeds.filter(({ change: { sent } }) => 'assigneeId' in sent || 'assigneePersonId' in sent)
    const givenIds = new Set(given.map(({ task }) => task.id))
    if (given.length > 0) void readAgain(queryClient, ({ queryKey }) => isReachOf(queryKey, givenIds))
    await queryClient.invalidateQueries({ queryKey: trpc.tasks.pathKey() })
    return deeds.flatMap(({ task }, index) => {
      const answer = sent[index]
      return answer?.status === 'rejected' ? [{ task, reason: problemOf(answer.reason).message }] : []
    })
  }

  return async (deeds, said) => {
    const tried = deeds.flatMap((deed) => ('change' in deed && reach.has(deed.task.id) ? [deed] : []))
    const barred = deeds.flatMap((deed): Refused[] => {
      if (!reach.has(deed.task.id)) return [{ task: deed.task, reason: OUT_OF_REACH }]
      return 'reason' in deed ? [deed] : []
    })
    const refused = [...barred, ...(tried.length > 0 ? await send(tried) : [])]
    if (refused.length > 0) toast({ tone: 'bad', text: refusalText(refused, deeds.length) })
    const done = tried.filter(({ task }) => !refused.some((each) => each.task.id === task.id))
    if (done.length === 0) return
    const back = done.map(({ task, change }) => ({ task, change: inverseOf(task, change) }))
    const undoable = back.flatMap(({ task, change }) => (change ? [{ task, change }] : []))
    const undo = async () => {
      const kept = await send(undoable)
      if (kept.length > 0) toast({ tone: 'bad', text: refusalText(kept, undoable.length) })
    }
    toast({
      text: `${countText(done.map(({ task }) => task))}: ${said}`,
      ...(undoable.length === done.length && { action: { label: 'Undo', onSelect: () => void undo() } }),
    })
  }
}

type Refused = { task: TaskRow; reason: string }

function countText(tasks: readonly TaskRow[]): string {
  return tasks.length === 1 ? (tasks[0]?.identifier ?? '') : `${tasks.length} tasks`
}

/** `Three of 12 were not changed. HAL-4: …` */
function refusalText(refused: readonly Refused[], of: number): string {
  const [first] = refused
  if (of === 1) return first?.reason ?? ''
  const reason = first?.reason.startsWith(first.task.identifier)
    ? first.reason
    : `${first?.task.identifier}: ${first?.reason}`
  return `${refused.length} of ${of} were not changed. ${reason}`
}

/** Rows in lists and in pages of lists, as they will be. */
function patched(cached: unknown, changes: ReadonlyMap<string, RowChange>): unknown {
  if (Array.isArray(cached)) {
    return cached.map((each: unknown) => {
      if (Array.isArray(each)) return patched(each, changes)
      const change = isRow(each) ? changes.get(each.id) : undefined
      return change && isRow(each) ? shownAfter(each, change) : each
    })
  }
  if (typeof cached === 'object' && cached !== null && 'pages' in cached) {
    return { ...cached, pages: patched(cached.pages, changes) }
  }
  return cached
}

function isRow(value: unknown): value is TaskRow {
  return typeof value === 'object' && value !== null && 'identifier' in value && 'state' in value
}
