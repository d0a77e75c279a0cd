import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { lockGraph } from '../links'

const Freed = z.object({
  taskId: z.uuid(),
  agentId: z.uuid(),
  cause: z.enum(['unblocked', 'children_done']),
  notBefore: z.string().nullable(),
  /** The same however often and for whichever of several closed tasks it is asked: one wake for one time of being freed. */
  key: z.string(),
})
type Freed = z.output<typeof Freed>

/**
 * After a task is done or cancelled: which tasks go on because of it. Those whose blockers are all done by now leave `blocked`, if
 * nothing else blocks them; the task above is told when nothing below it is open. Asked again, it answers the same.
 */
export const freeDependants = defineCommand({
  name: 'freeDependants',
  grant: 'run:report',
  input: z.object({ taskId: z.uuid() }),
  output: z.array(Freed),
  records: ['task.unblocked'],
  announces: ['task/updated'],
  async run(work, { taskId }): Promise<Freed[]> {
    await lockGraph(work)
    await unblock(work, taskId)
    return [...(await unblocked(work, taskId)), ...(await childrenDone(work, taskId))]
  },
})

/** Tasks that wait for `$2` and for nothing that is not done. A cancelled task frees nobody. */
const READY = `FROM "TaskBlocker" d JOIN "Task" t ON t."companyId" = $1 AND t.id = d."taskId"
  WHERE d."companyId" = $1 AND d."blockerId" = $2 AND t.state NOT IN ('done', 'cancelled') AND NOT EXISTS (
    SELECT 1 FROM "TaskBlocker" b JOIN "Task" o ON o."companyId" = $1 AND o.id = b."blockerId"
    WHERE b."companyId" = $1 AND b."taskId" = t.id AND o.state <> 'done')`

async function unblock(work: Work, taskId: string): Promise<void> {
  const rows = await work.sql<{ id: string; identifier: string }>(
    `UPDATE "Task" SET state = 'todo', "updatedAt" = $3 WHERE "companyId" = $1 AND state = 'blocked'
       AND coalesce("blockedReason", '') = '' AND id IN (SELECT t.id ${READY}) RETURNING id, identifier`,
    [work.companyId, taskId, work.now],
  )
  if (rows.length === 0) work.unchanged()
  for (const { id, identifier } of rows) {
    work.record({ action: 'task.unblocked', subject: { kind: 'task', id }, details: { identifier, by: taskId } })
    work.announce({ name: 'task/updated', data: { taskId: id } })
  }
}

/** The key changes when a blocker is reopened and done again. */
function unblocked(work: Work, taskId: string): Promise<Freed[]> {
  return work.sql<Freed>(
    `SELECT t.id AS "taskId", t."assigneeId" AS "agentId", 'unblocked' AS cause, t."notBefore",
       'unblocked:' || t.id || ':' || (SELECT max(o."completedAt") FROM "TaskBlocker" b
         JOIN "Task" o ON o."companyId" = $1 AND o.id = b."blockerId" WHERE b."companyId" = $1 AND b."taskId" = t.id) AS key
     ${READY} AND t."assigneeId" IS NOT NULL AND t.state <> 'backlog' ORDER BY t.id`,
    [work.companyId, taskId],
  )
}

function childrenDone(work: Work, taskId: string): Promise<Freed[]> {
  return work.sql<Freed>(
    `SELECT t.id AS "taskId", t."assigneeId" AS "agentId", 'children_done' AS cause, t."notBefore",
       'children_done:' || t.id || ':' || (SELECT max("completedAt") FROM "Task" WHERE "companyId" = $1 AND "parentId" = t.id) AS key
     FROM "Task" closed JOIN "Task" t ON t."companyId" = $1 AND t.id = closed."parentId"
     WHERE closed."companyId" = $1 AND closed.id = $2 AND t."assigneeId" IS NOT NULL AND t.state NOT IN ('backlog', 'done', 'cancelled')
       AND NOT EXISTS (SELECT 1 FROM "Task" o WHERE o."companyId" = $1 AND o."parentId" = t.id AND o.state NOT IN ('done', 'cancelled'))`,
    [work.companyId, taskId],
  )
}
