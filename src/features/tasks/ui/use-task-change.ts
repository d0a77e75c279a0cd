'use client'

import { useQueryClient } from '@tanstack/react-query'
import { type Inputs, useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useGrants } from '@/features/companies/ui/use-grants'
import { useSave } from '@/features/companies/ui/use-save'
import { useToast } from '@/ui/toast'
import { isOver, mayMove } from '../rules/state-machine'
import type { TaskView } from '../schema'
import { TASK_STATUS } from './task-marks'

export type Change = Omit<Inputs['tasks']['updateTask'], 'companyId' | 'taskId'>

/** Changes a task at once on the screen and then on the server; a refusal puts everything back and says why. */
export function useTaskChange(task: TaskView, people: { id: string; name: string }[] = []): (change: Change) => void {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const isGranted = useGrants().has('task:write')
  const queryKey = trpc.tasks.getTask.queryKey({ companyId: slug, identifier: task.identifier })
  const update = useSave(
    trpc.tasks.updateTask.mutationOptions({
      onMutate: async (change) => {
        await queryClient.cancelQueries({ queryKey })
        const before = queryClient.getQueryData(queryKey)
        const shown = { ...definedOf(change), ...assigneeOf(change, people) }
        queryClient.setQueryData(queryKey, (old) => old && { ...old, ...shown })
        return { before }
      },
      onError: (_error, _change, context) => queryClient.setQueryData(queryKey, context?.before),
      onSuccess: (saved) => queryClient.setQueryData(queryKey, saved),
    }),
    { toastsProblem: true },
  )
  const send = (change: Change) => update.mutate({ companyId: slug, taskId: task.id, ...change })
  return (change) => {
    if (!isGranted) return
    send(change)
    const back = task.state
    if (change.state && mayMove(change.state, back) && !isOver(back)) {
      const action = { label: 'Undo', onSelect: () => send({ state: back }) }
      toast({ text: `${task.identifier} is now ${TASK_STATUS[change.state].label.toLowerCase()}`, action })
    }
  }
}

/** The fields of a change that a task shows as they are. */
function definedOf({ state, priority }: Change): Partial<TaskView> {
  return { ...(state === undefined ? {} : { state }), ...(priority === undefined ? {} : { priority }) }
}

/** A task has one assignee: an agent takes the place of a person, and the other way round. */
function assigneeOf({ assigneeId, assigneePersonId }: Change, people: { id: string; name: string }[]) {
  if (assigneeId === undefined && assigneePersonId === undefined) return {}
  const nameOf = (id: string | null | undefined) => people.find((each) => each.id === id)?.name ?? null
  return {
    ...{ assigneeId: assigneeId ?? null, assigneeName: nameOf(assigneeId) },
    ...{ assigneePersonId: assigneePersonId ?? null, assigneePersonName: nameOf(assigneePersonId) },
  }
}
