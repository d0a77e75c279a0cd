'use client'

import { skipToken, useQuery } from '@tanstack/react-query'
import { CirclePause } from 'lucide-react'
import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { TextLink } from '@/ui/text-link'
import { isOver } from '../rules/state-machine'
import type { TaskView } from '../schema'

/** Why nobody works on an open task whose agent is paused, in the words of the agent's own page, where the way out is. */
export function AssigneePaused({ task }: { task: TaskView }) {
  const trpc = useTRPC()
  const { slug, to } = useCompanySlug()
  const { assigneeId } = task
  const input = assigneeId && !isOver(task.state) ? { companyId: slug, agentId: assigneeId } : skipToken
  const agent = useQuery(trpc.org.getAgent.queryOptions(input)).data
  const isPaused = agent?.state === 'paused'
  const status = useQuery(trpc.runs.agentStatus.queryOptions(isPaused ? input : skipToken)).data
  if (!agent || !isPaused || !status) return null
  return (
    <div role="status" className="flex gap-2.5 rounded-lg border bg-surface px-4 py-3 text-sm">
      <CirclePause aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <p className="min-w-0 break-words">
        <span className="font-semibold">{agent.name} does not work now.</span> {status.reason}{' '}
        <TextLink href={to(`/agents/${agent.id}`)}>Open {agent.name}</TextLink>
      </p>
    </div>
  )
}
