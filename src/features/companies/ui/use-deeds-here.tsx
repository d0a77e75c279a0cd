'use client'

import { useQuery } from '@tanstack/react-query'
import { CirclePlay, Pause, Zap } from 'lucide-react'
import { usePathname, useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { nextStates } from '@/features/tasks/rules/state-machine'
import { TASK_STATUS, TaskStateDot } from '@/features/tasks/ui/task-marks'
import type { CommandItem } from '@/ui/command-menu'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { useToast } from '@/ui/toast'
import { useCompanySlug } from './use-company'
import { useGrants } from './use-grants'
import { useSave } from './use-save'

/** What can be done with the task or the agent of this page, as items of the command menu. */
export function useDeedsHere(isOpen: boolean): { items: CommandItem[]; dialog: ReactNode } {
  const { to } = useCompanySlug()
  const [, kind, name] = usePathname().slice(to('').length).split('/')
  const ofTask = useTaskDeeds(isOpen && kind === 'tasks' ? name : undefined)
  const ofAgent = useAgentDeeds(isOpen && kind === 'agents' ? name : undefined)
  return { items: [...ofTask, ...ofAgent.items], dialog: ofAgent.dialog }
}

function useTaskDeeds(identifier: string | undefined): CommandItem[] {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const task = useQuery(
    trpc.tasks.getTask.queryOptions({ companyId: slug, identifier: identifier ?? '' }, { enabled: !!identifier }),
  ).data
  const grants = useGrants(task && { kind: 'task', id: task.id, holderId: task.assigneeId ?? task.assigneePersonId })
  const update = useSave(
    trpc.tasks.updateTask.mutationOptions({
      onSuccess: (saved) =>
        toast({ text: `${saved.identifier} is now ${TASK_STATUS[saved.state].label.toLowerCase()}` }),
    }),
    { toastsProblem: true },
  )
  if (!identifier || !task || !grants.has('task:write')) return []
  return nextStates(task.state).map((state) => ({
    id: `here-${state}`,
    label: `Move ${task.identifier} to “${TASK_STATUS[state].label}”`,
    keywords: 'state status change this task',
    group: 'This task',
    icon: <TaskStateDot state={state} hideLabel />,
    onSelect: () =>
      update.mutate({ companyId: slug, taskId: task.id, state, ...(task.completedAt !== null && { reopen: true }) }),
  }))
}

function useAgentDeeds(agentId: string | undefined): { items: CommandItem[]; dialog: ReactNode } {
  const trpc = useTRPC()
  const toast = useToast()
  const router = useRouter()
  const { slug, to } = useCompanySlug()
  const grants = useGrants(agentId ? { kind: 'agent', id: agentId } : undefined)
  // kept while its dialog is open, when the menu is closed already
  const [pausing, setPausing] = useState<{ id: string; name: string } | null>(null)
  const agent = useQuery(
    trpc.org.getAgent.queryOptions({ companyId: slug, agentId: agentId ?? '' }, { enabled: !!agentId }),
  ).data
  const pause = useSave(trpc.org.pauseAgent.mutationOptions({ onSuccess: () => setPausing(null) }))
  const resume = useSave(trpc.org.resumeAgent.mutationOptions(), { toastsProblem: true })
  const wake = useSave(
    trpc.runs.requestWake.mutationOptions({
      onSuccess: ({ wakeId }) =>
        toast({
          text: 'The agent is woken',
          action: { label: 'Follow', onSelect: () => router.push(to(`/runs/${wakeId}`)) },
        }),
    }),
    { toastsProblem: true },
  )
  const dialog = pausing ? (
    <ConfirmDialog
      isOpen
      onClose={() => setPausing(null)}
      onConfirm={() => pause.mutate({ companyId: slug, agentId: pausing.id })}
      isBusy={pause.isPending}
      error={pause.problem?.message}
      title={`Pause ${pausing.name}?`}
      action="Pause agent"
      effect="A live run is asked to stop, and what is left of its reservation is released. It starts no run until you resume it; wakes wait in its inbox."
    />
  ) : null
  if (!agentId || !agent || agent.state === 'terminated') return { items: [], dialog }
  const { id, name } = agent
  const input = { companyId: slug, agentId: id }
  const base = { group: 'This agent', keywords: 'this agent' }
  const isPaused = agent.state === 'paused'
  const items: (CommandItem & { isOff: boolean })[] = [
    {
      ...{ ...base, id: 'here-run', label: `Run ${name} now`, icon: <Zap aria-hidden /> },
      ...{ isOff: isPaused || !grants.has('run:control'), onSelect: () => wake.mutate({ ...input, cause: 'manual' }) },
    },
    {
      ...{ ...base, id: 'here-pause', label: `Pause ${name}`, icon: <Pause aria-hidden /> },
      ...{ isOff: isPaused || !grants.has('org:write'), onSelect: () => setPausing({ id, name }) },
    },
    {
      ...{ ...base, id: 'here-resume', label: `Resume ${name}`, icon: <CirclePlay aria-hidden /> },
      ...{ isOff: !isPaused || !grants.has('org:write'), onSelect: () => resume.mutate(input) },
    },
  ]
  return { items: items.filter(({ isOff }) => !isOff).map(({ isOff: _off, ...item }) => item), dialog }
}
