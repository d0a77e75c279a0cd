import { runOf, type Work } from '@/platform/command'

type Assignment = {
  taskId: string
  agentId: string
  cause?: string | undefined
  notBefore?: string | null
  isWaiting?: boolean
}

/**
 * Says to the engine that an agent has new work, from `notBefore` on. Nobody is woken by what it gave itself, or for a task that
 * waits for others: its last blocker wakes for it.
 */
export function announceAssigned(work: Work, { taskId, agentId, cause, notBefore, isWaiting }: Assignment): void {
  const isOwn = work.actor.kind === 'agent' && work.actor.id === agentId && cause !== 'unblocked'
  work.announce({
    name: 'task/assigned',
    data: {
      ...{ companyId: work.companyId, taskId, agentId, cause: cause ?? 'assignment' },
      ...{ notBefore: notBefore ?? null, causeRunId: runOf(work.actor) },
    },
    forEngine: !isOwn && !isWaiting,
  })
}
