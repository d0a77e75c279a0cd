import type { View, Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { lockGraph } from './links'
import { HELD } from './queries/task-columns'
import type { HeldView, TaskState } from './schema'

/** Ids in an audit entry; the rest is a number. */
const MOST_NAMED = 100

type Member = { id: string; identifier: string; state: TaskState; parentId: string | null }

/** A task and all below it, locked. */
export type Tree = { root: Member; ids: string[] }

/**
 * Locks a task and everything below it, in the order of their ids, after the graph. Who works on one of these rows, or makes a task
 * below one, finishes first; who comes after sees what this transaction did.
 * @throws Refusal not_found; forbidden for an agent
 */
export async function lockTree(work: Work, taskId: string): Promise<Tree> {
  if (work.actor.kind === 'agent')
    throw new Refusal('forbidden', 'Whole trees of tasks are held and cancelled by people.')
  await lockGraph(work)
  return treeOf(work, taskId)
}

/** Needs `lockGraph`. */
async function treeOf(work: Work, taskId: string): Promise<Tree> {
  let members = await lockMembers(work, taskId)
  // a task that was being made below one of these is there once that one is locked
  for (let before = -1; members.length > before; ) {
    before = members.length
    members = await lockMembers(work, taskId)
  }
  const root = members.find((member) => member.id === taskId)
  if (!root) throw notFound('task')
  return { root, ids: members.map((member) => member.id) }
}

/** After a task was moved: what came below a hold is stopped. Needs `lockGraph`. */
export async function stopWhereHeld(work: Work, taskId: string): Promise<void> {
  if (await heldBy(work, taskId)) await stopWork(work, await treeOf(work, taskId), 'task on hold')
}

function lockMembers(work: Work, taskId: string): Promise<Member[]> {
  return work.sql<Member>(
    `WITH RECURSIVE down AS (
       SELECT id FROM "Task" WHERE "companyId" = $1 AND id = $2
       UNION ALL
       SELECT below.id FROM down CROSS JOIN LATERAL (SELECT id FROM "Task" WHERE "companyId" = $1 AND "parentId" = down.id OFFSET 0) below
     ) SELECT t.id, t.identifier, t.state, t."parentId" FROM "Task" t
     WHERE t."companyId" = $1 AND t.id = ANY (ARRAY(SELECT id FROM down)) ORDER BY t.id FOR UPDATE`,
    [work.companyId, taskId],
  )
}

/** What a command that stops the work on tasks announces. */
export const STOPPING = 'task/stopped'

/**
 * Ends the leases of tasks, and asks the engine to stop the runs that work on them; checks are the product's own work and go on.
 * Needs the tasks locked.
 * @returns what was ended, for the log
 */
export async function stopWork(
  work: Work,
  { root, ids }: Tree,
  reason: string,
): Promise<{ leases: number; runIds: string[] }> {
  const ended = await work.sql<{ runId: string | null }>(
    `UPDATE "Lease" SET "expiresAt" = $3 WHERE "companyId" = $1 AND "taskId" = ANY($2) AND "expiresAt" > $3 RETURNING "runId"`,
    [work.companyId, ids, work.now],
  )
  const runs = await work.sql<{ id: string }>(
    `SELECT id FROM "Run" WHERE "companyId" = $1 AND state IN ('queued', 'running') AND cause <> 'verification'
       AND ("taskId" = ANY($2) OR id = ANY($3)) ORDER BY id`,
    [work.companyId, ids, ended.flatMap(({ runId }) => runId ?? [])],
  )
  const runIds = runs.map(({ id }) => id)
  if (runIds.length > 0) {
    work.announce({
      name: STOPPING,
      data: { companyId: work.companyId, taskId: root.id, runIds, reason },
      forEngine: true,
    })
  }
  return { leases: ended.length, runIds }
}

/** Tasks as an audit entry has them: how many, and the first of them. */
export function counted(ids: readonly string[]): { count: number; taskIds: readonly string[] } {
  return { count: ids.length, taskIds: ids.slice(0, MOST_NAMED) }
}

/** The pause that holds a task, its own or the nearest above; null when nothing does. */
export async function heldBy(view: View, taskId: string): Promise<HeldView | null> {
  const [task] = await view.sql<{ held: HeldView | null }>(
    `SELECT ${HELD} AS held FROM "Task" t WHERE t."companyId" = $1 AND t.id = $2`,
    [view.companyId, taskId],
  )
  return task?.held ?? null
}

/**
 * For work that begins without a checkout: the task is locked against a pause, and then looked at.
 * @throws Refusal illegal_transition `task_held`
 */
export async function requireNotHeld(work: Work, taskId: string): Promise<void> {
  await work.sql(`SELECT 1 FROM "Task" WHERE "companyId" = $1 AND id = $2 FOR SHARE`, [work.companyId, taskId])
  const held = await heldBy(work, taskId)
  if (held) throw onHold(held)
}

/** The refusal of work on a task that is held. */
export function onHold({ taskId, identifier, since, reason }: HeldView): Refusal {
  const why = reason ? `: ${reason}` : ''
  const message = `${identifier} and everything below it is on hold since ${since}${why}. Nobody works on it until it is resumed.`
  const facts = { rule: 'task_held', hold: 'task_held', heldByTaskId: taskId, heldBy: identifier, since, reason }
  return new Refusal('illegal_transition', message, facts)
}
