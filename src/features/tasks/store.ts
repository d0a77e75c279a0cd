import type { View, Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { UNRESOLVED } from './queries/task-columns'
import type { AcceptanceChecks, Verification } from './rules/acceptance'
import type { ExecutionPolicy, ExecutionState } from './rules/execution'
import type { TaskState, UpdateTask } from './schema'

/** How long a checkout without a run holds a task, unless the agent writes on. */
export const LEASE_SECONDS = 15 * 60

export type Holder = { agentId: string; runId: string | null; fence: number; expiresAt: string }

type Taking = {
  taskId: string
  agentId: string
  runId: string | null
  states: readonly TaskState[]
  ttlSeconds: number
  /** Also a task that waits for others. */
  isForced: boolean
  /** Also a task that another agent has and does not hold: for people, who may hand it over. */
  mayTakeOver: boolean
}

/**
 * Takes the lease of a task for an agent, and moves the task to in_progress, in one conditional statement. A lease may be taken that
 * is expired, or the agent's own: of the same run, or of none, or of a run that is not alive. Anybody else's may not.
 * @returns the lease, or null when somebody else holds it or has it, the state is not one of `states`, the task waits for others, or the
 * company or the project is not active
 */
export async function takeLease(work: Work, input: Taking): Promise<Holder | null> {
  const [lease] = await work.sql<Holder>(
    `WITH free AS MATERIALIZED (
       -- the task before its lease, as every other writer does
       SELECT t.id, t."companyId" FROM "Task" t WHERE t."companyId" = $1 AND t.id = $2 AND t.state = ANY($7)
         AND ($9 OR t."assigneeId" = $3 OR t."assigneeId" IS NULL AND t."assigneePersonId" IS NULL)
         AND ($8 OR NOT EXISTS (${UNRESOLVED}))
         AND NOT EXISTS (SELECT 1 FROM "Project" p WHERE p."companyId" = $1 AND p.id = t."projectId" AND p."pausedAt" IS NOT NULL)
         AND EXISTS (SELECT 1 FROM "Company" c WHERE c.id = $1 AND c.status = 'active')
       FOR NO KEY UPDATE OF t
     ), lease AS (
       INSERT INTO "Lease" AS l ("taskId", "companyId", "agentId", "runId", fence, "expiresAt")
       SELECT id, "companyId", $3, $4, 1, $5::timestamptz + make_interval(secs => $6) FROM free
       ON CONFLICT ("companyId", "taskId") DO UPDATE SET "agentId" = EXCLUDED."agentId", "runId" = EXCLUDED."runId", "expiresAt" = EXCLUDED."expiresAt",
         fence = l.fence + CASE WHEN l."expiresAt" > $5 AND l."agentId" = $3 AND l."runId" IS NOT DISTINCT FROM $4 THEN 0 ELSE 1 END
       WHERE l."expiresAt" <= $5 OR l."agentId" = EXCLUDED."agentId" AND (l."runId" IS NOT DISTINCT FROM EXCLUDED."runId" OR NOT EXISTS (
         SELECT 1 FROM "Run" r WHERE r."companyId" = $1 AND r.id = l."runId" AND r.state IN ('queued', 'running')))
       RETURNING "taskId", "agentId", "runId", fence, "expiresAt"
     ), task AS (
       -- what is being reviewed or checked stays so while somebody looks at it
       UPDATE "Task" t SET state = CASE WHEN t.state = 'in_review' AND (t."executionState"->>'status' = 'pending'
           OR t.verification->>'state' = 'pending') THEN t.state ELSE 'in_progress' END, "assigneeId" = $3, "assigneePersonId" = NULL, "startedAt" = coalesce(t."startedAt", $5), "blockedReason" = NULL,
         "updatedAt" = $5
       FROM lease WHERE t."companyId" = $1 AND t.id = lease."taskId" AND t.state = ANY($7) RETURNING t.id
     )
     SELECT lease."agentId", lease."runId", lease.fence, lease."expiresAt" FROM lease JOIN task ON task.id = lease."taskId"`,
    [
      work.companyId,
      ...[input.taskId, input.agentId, input.runId, work.now, input.ttlSeconds, input.states, input.isForced],
      input.mayTakeOver,
    ],
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
  title: string
  description: string
  state: TaskState
  assigneeId: string | null
  assigneePersonId: string | null
  goalId: string
  projectId: string | null
  parentId: string | null
  requestDepth: number
  accountableKind: 'person' | 'agent' | 'system'
  accountableId: string
  createdByKind: string
  createdById: string
  blockedReason: string | null
  notBefore: string | null
  executionPolicy: ExecutionPolicy | null
  executionState: ExecutionState | null
  acceptance: AcceptanceChecks
  verification: Verification | null
}

type Asked = typeof UpdateTask._output

/** A change of a task's own columns. What is absent stays as it is. */
export type TaskChange = Partial<
  Pick<
    Asked,
    | 'title'
    | 'description'
    | 'priority'
    | 'complexity'
    | 'goalId'
    | 'projectId'
    | 'parentId'
    | 'assigneeId'
    | 'assigneePersonId'
    | 'state'
    | 'completionSummary'
    | 'blockedReason'
    | 'dueAt'
    | 'notBefore'
    | 'billingCode'
    | 'executionPolicy'
    | 'acceptance'
    | 'comment'
  >
> & {
  hiddenAt?: Date | null
  accountableKind?: string
  accountableId?: string
  requestDepth?: number
  executionState?: ExecutionState | null
  verification?: Verification | null
  /** Wakes the assignee for this reason, whether or not it is a new one. */
  cause?: string | undefined
}

/** The task, locked until the transaction ends. */
export async function lockTask(work: Work, taskId: string): Promise<Locked> {
  const [task] = await work.sql<Locked>(
    `SELECT id, identifier, title, description, state, "assigneeId", "assigneePersonId", "goalId", "projectId", "parentId", "requestDepth",
       "accountableKind", "accountableId", "createdByKind", "createdById", "blockedReason", "notBefore", "executionPolicy", "executionState", acceptance, verification
     FROM "Task" WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE`,
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

/** The refusal of a task that somebody else holds. */
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

type Had = { identifier: string; assigneeId: string | null; assigneeName?: string | null }

/** The refusal of a task that another agent has, also while it does not hold it. */
export function takenBy({ identifier, assigneeId, assigneeName }: Had): Refusal {
  const message = `${identifier} is with ${assigneeName ?? 'another agent'}. Who has it hands it on, or a manager of theirs, or a person.`
  return new Refusal('already_claimed', message, {
    ...{ holderAgentId: assigneeId, holderName: assigneeName ?? null, holderRunId: null },
    ...{ isAlive: false, expiresAt: null },
  })
}

/** @throws Refusal not_found, or broken_rule when the agent can take no work */
export async function requireWorker(view: View, agentId: string): Promise<{ name: string; isPaused: boolean }> {
  const [agent] = await view.sql<{ name: string; status: string; pauseReason: string | null }>(
    `SELECT name, status, "pauseReason" FROM "Agent" WHERE "companyId" = $1 AND id = $2`,
    [view.companyId, agentId],
  )
  if (!agent) throw notFound('agent')
  if (agent.status === 'terminated' || agent.status === 'pending_approval') {
    throw new Refusal('broken_rule', `${agent.name} is ${agent.status} and takes no work.`, {
      rule: 'agent_not_invokable',
    })
  }
  // one that we cannot start yet may well come by itself
  return { name: agent.name, isPaused: agent.status === 'paused' && agent.pauseReason !== 'needs_config' }
}

/** @throws Refusal not_found for somebody who is not a member of the company */
export async function requireMember(view: View, personId: string): Promise<void> {
  const rows = await view.sql(`SELECT 1 FROM "Membership" WHERE "companyId" = $1 AND "personId" = $2`, [
    view.companyId,
    personId,
  ])
  if (rows.length === 0) throw notFound('person')
}

/** @throws Refusal not_found */
export async function requireAgent(view: View, agentId: string): Promise<void> {
  const rows = await view.sql(`SELECT 1 FROM "Agent" WHERE "companyId" = $1 AND id = $2`, [view.companyId, agentId])
  if (rows.length === 0) throw notFound('agent')
}
