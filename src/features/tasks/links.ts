import type { View, Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { UNRESOLVED } from './queries/task-columns'
import type { TaskState } from './schema'

/**
 * One change of what tasks wait for at a time in a company: two that are fine alone could close a circle together. Taken before any
 * task is locked.
 */
export async function lockGraph(work: Work): Promise<void> {
  await work.sql(`SELECT pg_advisory_xact_lock(hashtextextended('tasks:' || $1, 0))`, [work.companyId])
}

const NEXT = (id: string) => `SELECT "blockerId" AS id FROM "TaskBlocker" WHERE "companyId" = $1 AND "taskId" = ${id}
  UNION ALL SELECT id FROM "Task" WHERE "companyId" = $1 AND "parentId" = ${id}`

/**
 * Refuses what was just stored when the task would wait for itself: a task waits for its blockers, and a parent for its children.
 * So a blocker may be a task below, but never one above, and a task never goes below itself. Needs `lockGraph`.
 * @throws Refusal broken_rule `task_cycle`
 */
export async function requireNoCircle(work: Work, taskId: string): Promise<void> {
  const [hit] = await work.sql<{ identifier: string }>(
    `WITH RECURSIVE waited(id) AS (
       SELECT first.id FROM (${NEXT('$2')}) first
       UNION
       SELECT next.id FROM waited CROSS JOIN LATERAL (${NEXT('waited.id')}) next
     ) SELECT t.identifier FROM waited JOIN "Task" t ON t."companyId" = $1 AND t.id = waited.id WHERE waited.id = $2`,
    [work.companyId, taskId],
  )
  if (!hit) return
  throw inCircle(hit.identifier)
}

/** The refusal of a circle of waiting. */
export function inCircle(task: string): Refusal {
  const message = `${task} would wait for itself: tasks wait for their blockers, and for the tasks below them.`
  return new Refusal('broken_rule', message, { rule: 'task_cycle' })
}

/**
 * Locks tasks that another one shall wait for against being completed meanwhile: either their new state is seen here, or their
 * completion sees the new edge.
 * @throws Refusal not_found
 */
export async function lockBlockers(work: Work, blockedByIds: readonly string[]): Promise<{ state: TaskState }[]> {
  const found = await work.sql<{ state: TaskState }>(
    `SELECT state FROM "Task" WHERE "companyId" = $1 AND id = ANY($2) ORDER BY id FOR SHARE`,
    [work.companyId, blockedByIds],
  )
  if (found.length < new Set(blockedByIds).size) throw notFound('task')
  return found
}

/** Sets which tasks must be done before this one. They are locked by `lockBlockers`. */
export async function storeBlockers(work: Work, taskId: string, blockedByIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(blockedByIds)]
  if (wanted.includes(taskId)) throw inCircle('The task')
  await work.sql(
    `WITH gone AS (DELETE FROM "TaskBlocker" WHERE "companyId" = $1 AND "taskId" = $2 AND NOT "blockerId" = ANY($3))
     INSERT INTO "TaskBlocker" ("companyId", "taskId", "blockerId", "createdAt") SELECT $1, $2, unnest($3::uuid[]), $4
     ON CONFLICT DO NOTHING`,
    [work.companyId, taskId, wanted, work.now],
  )
}

/** Blockers of a task that are not done. */
export function unresolvedBlockers(view: View, taskId: string): Promise<{ id: string; identifier: string }[]> {
  return view.sql<{ id: string; identifier: string }>(
    `SELECT o.id, o.identifier FROM "TaskBlocker" b JOIN "Task" o ON o."companyId" = $1 AND o.id = b."blockerId"
     WHERE b."companyId" = $1 AND b."taskId" = $2 AND o.state <> 'done' ORDER BY o.number`,
    [view.companyId, taskId],
  )
}

/** Whether a task cannot be worked on before another one is done. */
export async function isWaiting(view: View, taskId: string): Promise<boolean> {
  const rows = await view.sql(
    `SELECT 1 FROM "Task" t WHERE t."companyId" = $1 AND t.id = $2 AND EXISTS (${UNRESOLVED})`,
    [view.companyId, taskId],
  )
  return rows.length > 0
}

/** Replaces a task's labels. @throws Refusal not_found for a label of nobody's or of another company */
export async function storeLabels(work: Work, taskId: string, labelIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(labelIds)]
  const [row] = await work.sql<{ found: number }>(
    `WITH gone AS (DELETE FROM "TaskLabel" WHERE "companyId" = $1 AND "taskId" = $2 AND NOT "labelId" = ANY($3)),
     found AS (SELECT id FROM "Label" WHERE "companyId" = $1 AND id = ANY($3)),
     added AS (
       INSERT INTO "TaskLabel" ("companyId", "taskId", "labelId") SELECT $1, $2, id FROM found ON CONFLICT DO NOTHING
     ) SELECT count(*)::int AS found FROM found`,
    [work.companyId, taskId, wanted],
  )
  if (row?.found !== wanted.length) throw notFound('label')
}
