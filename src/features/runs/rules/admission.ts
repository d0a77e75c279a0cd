import type { WakeCause } from '../schema'

export type PendingWake = {
  id: string
  cause: WakeCause
  taskId: string | null
  /** Facts of the task now; null without a task. */
  taskState: string | null
  taskAssigneeId: string | null
  /** A retry whose work a later run has done. */
  isAnswered: boolean
  createdAt: string
}

export type Standing = {
  companyStatus: string
  agentStatus: string
  hasLiveRun: boolean
  liveRunsOfCompany: number
  maxConcurrentRuns: number | null
  /** Its provider refuses for some time yet. */
  isHeldByProvider: boolean
  /** Live runs of its runtime in the company, and how many there may be; null means no limit of their own. */
  liveRunsOfRuntime: number
  runtimeLimit: number | null
}

/** Why no run may start now, in one word that is stored with the wake; null when one may. The wake waits. */
export function holdReason(standing: Standing): string | null {
  if (standing.companyStatus !== 'active') return `company_${standing.companyStatus}`
  if (standing.agentStatus !== 'active') return `agent_${standing.agentStatus}`
  if (standing.hasLiveRun) return 'agent_busy'
  if (standing.isHeldByProvider) return 'provider_hold'
  const { maxConcurrentRuns: limit, runtimeLimit } = standing
  if (limit !== null && standing.liveRunsOfCompany >= limit) return 'company_concurrency'
  if (runtimeLimit !== null && standing.liveRunsOfRuntime >= runtimeLimit) return 'runtime_concurrency'
  return null
}

const OVER = new Set(['done', 'cancelled'])

/**
 * Why a wake is dropped for good: its task is over, has gone to somebody else, or a later run has done what a failed one should. Somebody who was mentioned, or woken by hand, is
 * asked for an opinion and need not have the task; an answer to what the agent asked is for the agent, whatever became of the task.
 */
export function dropReason(wake: PendingWake, agentId: string): string | null {
  if (wake.taskId === null || wake.cause === 'mention' || wake.cause === 'manual' || wake.cause === 'approval')
    return null
  // the checks are of the work that was handed in, whoever has the task by now
  if (wake.cause === 'verification') return wake.taskState === 'in_review' ? null : 'task_moved'
  if (wake.taskState && OVER.has(wake.taskState)) return 'task_over'
  // The failed run may have been a mention's.
  if (wake.cause === 'retry') return wake.isAnswered ? 'no_new_input' : null
  return wake.taskAssigneeId === agentId ? null : 'task_moved'
}

const RANK: Record<WakeCause, number> = {
  approval: 0,
  verification: 1,
  manual: 1,
  retry: 2,
  mention: 3,
  unblocked: 4,
  children_done: 4,
  review: 4,
  interaction: 4,
  message: 5,
  delegation: 6,
  assignment: 6,
  schedule: 9,
}

/** The causes, those that lead first. */
export const CAUSES_BY_RANK = (Object.keys(RANK) as WakeCause[]).sort((a, b) => RANK[a] - RANK[b])

export type WakePriority = 'first' | 'high' | 'normal' | 'low'

/** How a wake stands among the others of an inbox, in a word. */
export function priorityOf(cause: WakeCause): WakePriority {
  const rank = RANK[cause]
  if (rank <= 1) return 'first'
  if (rank <= 3) return 'high'
  return rank < 9 ? 'normal' : 'low'
}

const mayJoin = (wake: PendingWake) => wake.cause !== 'approval' && wake.cause !== 'verification'

/**
 * Chooses which wake leads the next run, and which others the same run answers: all that are about the same task, and all that
 * are about none. The rest waits for its own run; so does every further answer to a question, which comes with what the agent needs
 * to go on.
 */
export function mergeWakes(wakes: readonly PendingWake[]): { lead: PendingWake; merged: PendingWake[] } | null {
  const sorted = [...wakes].sort(
    (a, b) => RANK[a.cause] - RANK[b.cause] || a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id),
  )
  const lead = sorted[0]
  if (!lead) return null
  // the product's own work, in which no agent answers anything
  if (lead.cause === 'verification') return { lead, merged: [lead] }
  const taskId = lead.taskId ?? sorted.find((wake) => wake.taskId && mayJoin(wake))?.taskId ?? null
  return {
    lead,
    merged: sorted.filter(
      (wake) => wake === lead || (mayJoin(wake) && (wake.taskId === null || wake.taskId === taskId)),
    ),
  }
}
