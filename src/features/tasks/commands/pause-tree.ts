import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { counted, lockTree, STOPPING, stopWork } from '../holds'
import { getTask } from '../queries/get-task'
import { HoldReason, TaskView } from '../schema'

/**
 * Holds a task and everything below it, also what is made there later: nobody takes it, nobody is woken for it, and who works on it
 * is stopped. Paused again, nothing changes. For people.
 * @throws Refusal forbidden for an agent
 */
export const pauseTree = defineCommand({
  name: 'pauseTree',
  grant: 'task:write',
  input: z.object({ taskId: z.uuid(), reason: HoldReason }),
  output: TaskView,
  records: ['task.treePaused'],
  announces: ['task/updated', STOPPING],
  async run(work, { taskId, reason }) {
    const tree = await lockTree(work, taskId)
    const made = await work.sql(
      `INSERT INTO "TreeHold" (id, "companyId", "taskId", kind, reason, "actorKind", "actorId", "createdAt")
       VALUES ($1, $2, $3, 'pause', $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
      [work.newId(), work.companyId, taskId, reason ?? null, work.actor.kind, work.actor.id, work.now],
    )
    if (made.length === 0) work.unchanged()
    else {
      const stopped = await stopWork(work, tree, 'task on hold')
      const details = { identifier: tree.root.identifier, reason: reason ?? null, ...counted(tree.ids), ...stopped }
      work.record({ action: 'task.treePaused', subject: { kind: 'task', id: taskId }, details })
      work.announce({ name: 'task/updated', data: { taskId } })
    }
    return getTask.within(work, { taskId })
  },
})
