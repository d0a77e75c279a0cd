import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { announceAssigned } from '../announce'
import { counted, lockTree, onHold } from '../holds'
import { getTask } from '../queries/get-task'
import { IS_HELD } from '../queries/task-columns'
import { HoldReason, TaskView } from '../schema'

/**
 * Lifts the hold of a task and everything below it: the wakes that waited are called up, and who was stopped in the middle of a task
 * is woken for it. Resumed again, nothing changes. For people.
 * @throws Refusal forbidden for an agent; illegal_transition `task_held` where the hold is that of a task above
 */
export const resumeTree = defineCommand({
  name: 'resumeTree',
  grant: 'task:write',
  input: z.object({ taskId: z.uuid(), reason: HoldReason }),
  output: TaskView,
  records: ['task.treeResumed'],
  announces: ['task/updated', 'task/resumed', 'task/assigned'],
  async run(work, { taskId, reason }) {
    const { root, ids } = await lockTree(work, taskId)
    const [hold] = await work.sql<{ createdAt: string }>(
      `UPDATE "TreeHold" SET "endedAt" = $3 WHERE "companyId" = $1 AND "taskId" = $2 AND kind = 'pause' AND "endedAt" IS NULL
       RETURNING "createdAt"`,
      [work.companyId, taskId, work.now],
    )
    const task = await getTask.within(work, { taskId })
    if (!hold) {
      if (task.held) throw onHold(task.held)
      work.unchanged()
      return task
    }
    const details = { identifier: root.identifier, reason: reason ?? null, heldSince: hold.createdAt, ...counted(ids) }
    work.record({ action: 'task.treeResumed', subject: { kind: 'task', id: taskId }, details })
    work.announce({ name: 'task/updated', data: { taskId } })
    work.announce({ name: 'task/resumed', data: { companyId: work.companyId, taskId }, forEngine: true })
    for (const begun of await begunIn(work, ids)) announceAssigned(work, begun)
    return task
  },
})

/** Tasks in progress, each with its agent: the pause ended their leases. */
function begunIn(
  work: Work,
  ids: readonly string[],
): Promise<{ taskId: string; agentId: string; notBefore: string | null }[]> {
  return work.sql(
    `SELECT t.id AS "taskId", t."assigneeId" AS "agentId", t."notBefore" FROM "Task" t WHERE t."companyId" = $1 AND t.id = ANY($2)
       AND t.state = 'in_progress' AND t."assigneeId" IS NOT NULL AND NOT ${IS_HELD} ORDER BY t.id`,
    [work.companyId, ids],
  )
}
