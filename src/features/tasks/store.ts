import type { View, Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import type { TaskState } from './schema'

/** How long a checkout without a run holds a task, unless the agent writes on. */
export const LEASE_SECONDS = 15 * 60

export type Holder = { agentId: string; runId: string | null; fence: number; expiresAt: string }

/**
 * Takes the lease of a task for an agent, and moves the task to in_progress, in one conditional statement: a lease that is
 * expired, or the agent's own, may be taken; anybody else's may not.
 * @returns the lease, or null when somebody else holds it or the state is not one of `states`
 */
export async function takeLease(
  work: Work,
  input: { taskId: string; agentId: string; runId: string | null; states: readonly TaskState[]; ttlSeconds: number },
): Promise<Holder | null> {
  const [lease] = await work.sql<Holder>(
    `WITH free AS MATERIALIZED (
       -- the task before its lease, as every other writer does
       SELECT id, "companyId" FROM "Task" WHERE "companyId" = $1 AND id = $2 AND state = ANY($7) FOR NO KEY UPDATE
     ), lease AS (
       INSERT INTO "Lease" AS l ("taskId", "companyId", "agentId", "runId", fence, "expiresAt")
       SELECT id, "companyId", $3, $4, 1, $5::timestamptz + make_interval(secs => $6) FROM free
       ON CONFLICT ("companyId", "taskId") DO UPDATE SET "agentId" = EXCLUDED."agentId", "runId" = EXCLUDED."runId", "expiresAt" = EXCLUDED."expiresAt",
         fence = l.fence + CASE WHEN l."expiresAt" > $5 AND l."agentId" = $3 AND l."runId" IS NOT DISTINCT FROM $4 THEN 0 ELSE 1 END
       WHERE l."expiresAt" <= $5 OR l."agentId" = EXCLUDED."agentId"
       RETURNING "taskId", "agentId", "runId", fence, "expiresAt"
     ), task AS (
       UPDATE "Task" t SET state = 'in_progress', "assigneeId" = $3, "startedAt" = coalesce(t."startedAt", $5), "blockedReason" = NULL,
         "updatedAt" = $5
       FROM lease WHERE t."companyId" = $1 AND t.id = lease."taskId" AND t.state = ANY($7) RETURNING t.id
     )
     SELECT lease."agentId", lease."runId", lease.fence, lease."expiresAt" FROM lease JOIN task ON task.id = lease."taskId"`,
    [work.companyId, input.taskId, input.agentId, input.runId, work.now, input.ttlSeconds, input.states],
  )
  return lease ?? null
}

/** Ends the lease of a task, whoever holds it. */
export async function endLease(work: Work, taskId: string): Promise<void> {
  await work.sql(`UPDATE "Lease" SET "expiresAt" = $3 WHERE "companyId" = $1 AND "taskId" = $2 AND "expiresAt" > $3`, [
    work.companyId,
    taskId,
    work.now,
  ])
}

export type LiveLease = Holder & { agentName: string; isAlive: boolean }

/** The lease that holds a task now, with whether its run is alive; null when the task is free. */
export async function liveLease(view: View, taskId: string): Promise<LiveLease | null> {
  const [lease] = await view.sql<LiveLease>(
    `SELECT l."agentId", a.name AS "agentName", l."runId", l.fence, l."expiresAt",
            coalesce(r.state IN ('queued', 'running'), true) AS "isAlive"
     FROM "Lease" l JOIN "Agent" a ON a."companyId" = $1 AND a.id = l."agentId"
     LEFT JOIN "Run" r ON r."companyId" = $1 AND r.id = l."runId"
     WHERE l."companyId" = $1 AND l."taskId" = $2 AND l."expiresAt" > $3`,
    [view.companyId, taskId, view.now],
  )
  return lease ?? null
}

export type Locked = {
  id: string
  identifier: string
  state: TaskState
  assigneeId: string | null
  goalId: string
  requestDepth: number
  title: string
}

/** The task, locked until the transaction ends. */
export async function lockTask(work: Work, taskId: string): Promise<Locked> {
  const [task] = await work.sql<Locked>(
    `SELECT id, identifier, state, "assigneeId", "goalId", "requestDepth", title FROM "Task"
     WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE`,
    [work.companyId, taskId],
  )
  if (!task) throw notFound('task')
  return task
}

/**
 * An agent may only change a task that nobody else holds.
 * @throws Refusal already_claimed that says who holds it, whether alive, and until when
 */
export async function requireFree(work: Work, taskId: string): Promise<void> {
  if (work.actor.kind !== 'agent') return
  const lease = await liveLease(work, taskId)
  if (lease && lease.agentId !== work.actor.id) throw claimed(lease)
}

export function claimed(lease: LiveLease): Refusal {
  const alive = lease.isAlive ? 'is alive' : 'is not running'
  return new Refusal('already_claimed', `${lease.agentName} holds this task until ${lease.expiresAt} and ${alive}.`, {
    holderAgentId: lease.agentId,
    holderName: lease.agentName,
    holderRunId: lease.runId,
    isAlive: lease.isAlive,
    expiresAt: lease.expiresAt,
  })
}

/** @throws Refusal not_found, or broken_rule when the agent can take no work */
export async function requireWorker(view: View, agentId: string): Promise<{ id: string; name: string }> {
  const [agent] = await view.sql<{ id: string; name: string; status: string }>(
    `SELECT id, name, status FROM "Agent" WHERE "companyId" = $1 AND id = $2`,
    [view.companyId, agentId],
  )
  if (!agent) throw notFound('agent')
  if (agent.status === 'terminated' || agent.status === 'pending_approval') {
    throw new Refusal('broken_rule', `${agent.name} is ${agent.status} and takes no work.`, {
      rule: 'agent_not_invokable',
    })
  }
  return agent
}
