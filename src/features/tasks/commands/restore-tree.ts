import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { announceAssigned } from '../announce'
import { counted, lockTree } from '../holds'
import { getTask } from '../queries/get-task'
import { UNRESOLVED } from '../queries/task-columns'
import { HoldReason, type TaskState, TaskView } from '../schema'

/**
 * Opens again what `cancelTree` cancelled, and nothing else: what somebody reopened meanwhile, or cancelled for its own sake, stays
 * as it is. What waited in the backlog, or was blocked, is so again; work that was begun is `todo`, and what was under review is so
 * with who did it. For people.
 * @throws Refusal forbidden for an agent; illegal_transition `not_cancelled` where the tree was not cancelled as a whole
 */
export const restoreTree = defineCommand({
  name: 'restoreTree',
  grant: 'task:write',
  input: z.object({ taskId: z.uuid(), reason: HoldReason }),
  output: TaskView,
  records: ['task.treeRestored'],
  announces: ['task/updated', 'task/assigned'],
  async run(work, { taskId, reason }) {
    const { root } = await lockTree(work, taskId)
    const holds = await work.sql<{ id: string }>(
      `UPDATE "TreeHold" SET "endedAt" = $3 WHERE "companyId" = $1 AND "taskId" = $2 AND kind = 'cancel' AND "endedAt" IS NULL
       RETURNING id`,
      [work.companyId, taskId, work.now],
    )
    if (holds.length === 0) {
      const message = `${root.identifier} was not cancelled with everything below it. Reopen the tasks that you want.`
      throw new Refusal('illegal_transition', message, { rule: 'not_cancelled', state: root.state })
    }
    const restored = await reopen(
      work,
      holds.map(({ id }) => id),
    )
    for (const task of restored) {
      const { agentId, ...rest } = task
      if (agentId && task.state === 'todo') announceAssigned(work, { ...rest, agentId })
    }
    const ids = restored.map((task) => task.taskId).sort()
    const details = { identifier: root.identifier, reason: reason ?? null, ...counted(ids) }
    work.record({ action: 'task.treeRestored', subject: { kind: 'task', id: taskId }, details })
    work.announce({ name: 'task/updated', data: { taskId } })
    return getTask.within(work, { taskId })
  },
})

type Restored = {
  taskId: string
  agentId: string | null
  state: TaskState
  notBefore: string | null
  isWaiting: boolean
}

/** Whose a task is again: under review it is with the reviewer, and what is restored is not reviewed any more. */
const returned = (type: string, column: string) => `CASE WHEN t."executionState"->>'status' = 'pending'
  THEN (jsonb_path_query_first(t."executionState", '$.returnAssignee ? (@.type == "${type}").id') #>> '{}')::uuid ELSE t."${column}" END`

/** A task that is still as the cancellation left it was closed in the same moment. A task may have moved out of the tree since. */
function reopen(work: Work, holdIds: readonly string[]): Promise<Restored[]> {
  return work.sql<Restored>(
    `UPDATE "Task" t SET state = CASE WHEN was.state IN ('backlog', 'blocked') THEN was.state ELSE 'todo' END,
       "blockedReason" = CASE WHEN was.state = 'blocked' THEN was."blockedReason" END,
       "completedAt" = NULL, "updatedAt" = $3, "executionState" = NULL, verification = NULL,
       "assigneeId" = ${returned('agent', 'assigneeId')}, "assigneePersonId" = ${returned('person', 'assigneePersonId')}
     FROM "TreeHoldTask" was JOIN "TreeHold" h ON h."companyId" = $1 AND h.id = was."holdId"
     WHERE was."companyId" = $1 AND was."holdId" = ANY($2) AND t."companyId" = $1 AND t.id = was."taskId"
       AND t.state = 'cancelled' AND t."completedAt" = h."createdAt"
     RETURNING t.id AS "taskId", t."assigneeId" AS "agentId", t.state, t."notBefore", EXISTS (${UNRESOLVED}) AS "isWaiting"`,
    [work.companyId, holdIds, work.now],
  )
}
