'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleStop } from 'lucide-react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { RelativeTime } from '@/ui/relative-time'
import { TextLink } from '@/ui/text-link'

type Brake = Outputs['runs']['listBrakes'][number]

/** On a task's page: which agents go round in a circle there, and the way to let them go on. */
export function TaskBrakes({ taskId }: { taskId: string }) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const brakes = useQuery(trpc.runs.listBrakes.queryOptions({ companyId: slug, taskId })).data ?? []
  return brakes.map((brake) => <BrakeNotice key={brake.agentId} brake={brake} names="agent" />)
}

/** That an agent's wakes for a task wait, because its runs left nothing behind there. */
export function BrakeNotice({ brake, names }: { brake: Brake; names: 'agent' | 'task' }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const reset = useSave(trpc.runs.resetBrake.mutationOptions(), { toastsProblem: true })
  const { agentId, taskId, identifier, count, heldUntil } = brake
  return (
    <div role="status" className="flex flex-wrap items-center gap-2.5 rounded-lg border bg-surface px-4 py-3 text-sm">
      <CircleStop aria-hidden className="size-4 shrink-0 text-warn" />
      <p className="min-w-0 flex-1 break-words">
        <span className="font-semibold">{brake.isPaused ? 'Stopped: no progress' : 'Slowed down: no progress'}</span>
        {': the last '}
        {count} runs of{' '}
        {names === 'agent' ? <TextLink href={to(`/agents/${agentId}`)}>{brake.agentName}</TextLink> : brake.agentName}{' '}
        on {names === 'task' ? <TextLink href={to(`/tasks/${identifier}`)}>{identifier}</TextLink> : identifier} left
        nothing behind. It goes on {heldUntil ? <RelativeTime at={heldUntil} /> : 'when you let it'}, or when something
        new comes.
      </p>
      <Granted to="run:control">
        <Button size="sm" isBusy={reset.isPending} onClick={() => reset.mutate({ companyId: slug, agentId, taskId })}>
          Let it go on
        </Button>
      </Granted>
    </div>
  )
}
