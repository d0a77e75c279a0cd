import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { announceClosed, expireQuestions } from '../change'
import { counted, lockTree, STOPPING, stopWork, type Tree } from '../holds'
import { getTask } from '../queries/get-task'
import { HoldReason, TaskView } from '../schema'

/**
 * Cancels every open task of a tree at once, and remembers which, for `restoreTree`. Who works on them is stopped. Where nothing is
 * open, nothing changes. For people.
 * @throws Refusal forbidden for an agent
 */
export const cancelTree = defineCommand({
  name: 'cancelTree',
  grant: 'task:write',
  input: z.object({ taskId: z.uuid(), reason: HoldReason }),
  output: TaskView,
  records: ['task.treeCancelled'],
  announces: ['task/updated', 'task/closed', STOPPING],
  async run(work, { taskId, reason }) {
    const tree = await lockTree(work, taskId)
    const cancelled = await cancelOpen(work, tree, reason ?? null)
    if (cancelled.length === 0) work.unchanged()
    else {
      await expireQuestions(work, cancelled)
      const stopped = await stopWork(work, { ...tree, ids: cancelled }, 'task cancelled')
      // whoever has the task above waits for this one; what is below it is over with it
      if (cancelled.includes(taskId)) await announceClosed(work, taskId, tree.root.parentId)
      const details = { identifier: tree.root.identifier, reason: reason ?? null, ...counted(cancelled), ...stopped }
      work.record({ action: 'task.treeCancelled', subject: { kind: 'task', id: taskId }, details })
      work.announce({ name: 'task/updated', data: { taskId } })
    }
    return getTask.within(work, { taskId })
  },
})

/** One statement: what the open tasks were is kept, and they are cancelled. @returns their ids */
async function cancelOpen(work: Work, { root, ids }: Tree, reason: string | null): Promise<string[]> {
  const rows = await work.sql<{ id: string }>(
    `WITH open AS MATERIALIZED (
       SELECT id, state, "blockedReason" FROM "Task" WHERE "companyId" = $1 AND id = ANY($3) AND state NOT IN ('done', 'cancelled')
     ), hold AS (
       INSERT INTO "TreeHold" (id, "companyId", "taskId", kind, reason, "actorKind", "actorId", "createdAt")
       SELECT $4, $1, $2, 'cancel', $5, $6, $7, $8 WHERE EXISTS (SELECT 1 FROM open) RETURNING id
     ), kept AS (
       INSERT INTO "TreeHoldTask" ("companyId", "holdId", "taskId", state, "blockedReason")
       SELECT $1, hold.id, open.id, open.state, open."blockedReason" FROM open CROSS JOIN hold
     )
     UPDATE "Task" t SET state = 'cancelled', "completedAt" = $8, "updatedAt" = $8, "blockedReason" = NULL,
       verification = CASE WHEN t.verification->>'state' = 'pending' THEN NULL ELSE t.verification END
     FROM open WHERE t."companyId" = $1 AND t.id = open.id RETURNING t.id`,
    [...[work.companyId, root.id, ids, work.newId(), reason], ...[work.actor.kind, work.actor.id, work.now]],
  )
  return rows.map(({ id }) => id).sort()
}
