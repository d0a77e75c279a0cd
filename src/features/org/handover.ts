import { runOf, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { storeRevision } from './settings'
import { isAtOrAbove } from './tree'

/*
 * What an agent leaves behind when it is terminated. The tasks room lies above this one, so the few things that a task needs here
 * (assignee, state, lease, the event) are written as it writes them.
 */

/** @throws Refusal not_found, or broken_rule for one that takes nothing over */
export async function requireSuccessor(work: Work, agentId: string, goneId: string): Promise<void> {
  const [agent] = await work.sql<{ name: string; status: string }>(
    `SELECT name, status FROM "Agent" WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, agentId],
  )
  if (!agent) throw notFound('agent')
  if (agentId !== goneId && (agent.status === 'active' || agent.status === 'paused')) return
  const why = agentId === goneId ? 'is the one that is terminated' : `is ${agent.status}`
  throw new Refusal('broken_rule', `${agent.name} ${why} and takes nothing over. Name another agent.`, {
    rule: 'agent_not_invokable',
  })
}

/**
 * Gives all open tasks of an agent to another one. What was in progress starts over as `todo`; whoever held it loses the lease. The
 * new agent is woken for what is ready to be worked on. A turn to decide passes on, too; of who did the work, to the board.
 * @returns how many
 */
export async function reassignTasks(work: Work, fromId: string, toId: string): Promise<number> {
  const tasks = await work.sql<{
    id: string
    state: string
    notBefore: string | null
    isReady: boolean
    isTurn: boolean
  }>(
    // the task before its lease, as every other writer does
    `WITH open AS MATERIALIZED (
       SELECT id FROM "Task" WHERE "companyId" = $1 AND "assigneeId" = $2::uuid AND state NOT IN ('done', 'cancelled')
       ORDER BY id FOR NO KEY UPDATE
     ), moved AS (
       UPDATE "Task" t SET "assigneeId" = $3::uuid, state = CASE t.state WHEN 'in_progress' THEN 'todo' ELSE t.state END, "updatedAt" = $4,
         "executionState" = CASE WHEN t."executionState" -> 'currentParticipant' ->> 'id' = $2::uuid::text THEN jsonb_set(t."executionState", '{currentParticipant}',
           CASE WHEN t."executionState" -> 'returnAssignee' ->> 'id' = $3::uuid::text THEN 'null' ELSE jsonb_build_object('type', 'agent', 'id', $3::uuid::text) END)
           ELSE t."executionState" END
       FROM open WHERE t."companyId" = $1 AND t.id = open.id RETURNING t.id, t.state, t."notBefore", t."executionState"
     ), leases AS (
       UPDATE "Lease" l SET "expiresAt" = $4 FROM moved WHERE l."companyId" = $1 AND l."taskId" = moved.id AND l."expiresAt" > $4
     )
     SELECT id, state, "notBefore", state = 'in_review' AND "executionState" -> 'currentParticipant' ->> 'id' = $3::uuid::text AS "isTurn",
       state = 'todo' AND NOT EXISTS (SELECT 1 FROM "TaskBlocker" b JOIN "Task" o ON o."companyId" = $1 AND o.id = b."blockerId"
         WHERE b."companyId" = $1 AND b."taskId" = moved.id AND o.state <> 'done') AS "isReady"
     FROM moved ORDER BY id`,
    [work.companyId, fromId, toId, work.now],
  )
  for (const { id: taskId, state, notBefore, isReady, isTurn } of tasks) {
    const details = { from: fromId, assigneeId: toId, state, why: 'agent terminated' }
    work.record({ action: 'task.updated', subject: { kind: 'task', id: taskId }, details })
    work.announce({ name: 'task/updated', data: { taskId } })
    if (!isReady && !isTurn) continue
    const data = {
      companyId: work.companyId,
      taskId,
      agentId: toId,
      cause: isTurn ? 'review' : 'assignment',
      notBefore,
      causeRunId: runOf(work.actor),
    }
    work.announce({ name: 'task/assigned', data, forEngine: true })
  }
  return tasks.length
}

/**
 * Puts the live reports of a terminated agent below another one, in the locked tree. A successor from below it, or of the root, takes
 * its place, so that no cycle can close and the company keeps a root.
 * @returns how many agents have a new manager
 */
export async function reparentReports(work: Work, gone: { id: string; managerId: string | null }, toId: string) {
  const moves: { id: string; managerId: string | null }[] = []
  if (gone.managerId === null || (await isAtOrAbove(work, gone.id, toId))) {
    moves.push({ id: toId, managerId: gone.managerId })
  }
  const reports = await work.sql<{ id: string }>(
    `SELECT id FROM "Agent" WHERE "companyId" = $1 AND "managerId" = $2 AND status <> 'terminated' AND id <> $3 ORDER BY id`,
    [work.companyId, gone.id, toId],
  )
  moves.push(...reports.map(({ id }) => ({ id, managerId: toId })))
  const moved = await work.sql<{ id: string; managerId: string | null }>(
    `WITH moves AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, "managerId" uuid))
     UPDATE "Agent" a SET "managerId" = moves."managerId", version = version + 1, "updatedAt" = $3 FROM moves
     WHERE a."companyId" = $1 AND a.id = moves.id AND a."managerId" IS DISTINCT FROM moves."managerId" RETURNING a.id, a."managerId"`,
    [work.companyId, JSON.stringify(moves), work.now],
  )
  await storeRevision(
    work,
    moved.map(({ id }) => id),
    ['managerId'],
    { source: 'update' },
  )
  for (const { id, managerId } of moved) {
    const details = { changed: ['managerId'], managerId, why: 'agent terminated' }
    work.record({ action: 'agent.updated', subject: { kind: 'agent', id }, details })
    work.announce({ name: 'agent/updated', data: { agentId: id } })
  }
  return moved.length
}
