import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { applyChange, CHANGE_EVENTS } from '../change'
import { getTask } from '../queries/get-task'
import { TaskView } from '../schema'
import { endLease, liveLease, lockTask } from '../store'

/**
 * Takes a task away from whoever holds it, also from a live run. For people; the log says who held it.
 * @throws Refusal forbidden for an agent
 */
export const forceReleaseTask = defineCommand({
  name: 'forceReleaseTask',
  grant: 'task:write',
  about: ({ taskId }) => [['task', taskId]],
  input: z.object({
    taskId: z.uuid(),
    /** Also takes it off its agent. */
    clearAssignee: z.boolean().default(false),
  }),
  output: TaskView,
  records: ['task.forceReleased'],
  announces: ['task/updated', ...CHANGE_EVENTS],
  async run(work, { taskId, clearAssignee }) {
    if (work.actor.kind === 'agent') throw new Refusal('forbidden', 'Only people take a task away from its holder.')
    const task = await lockTask(work, taskId)
    const held = await liveLease(work, taskId)
    await endLease(work, taskId)
    const state = task.state === 'in_progress' ? 'todo' : task.state
    await applyChange(work, task, { state, ...(clearAssignee && { assigneeId: null }) })
    const holder = held && {
      agentId: held.agentId,
      runId: held.runId,
      isAlive: held.isAlive,
      expiresAt: held.expiresAt,
    }
    work.record({
      action: 'task.forceReleased',
      subject: { kind: 'task', id: taskId },
      details: { identifier: task.identifier, holder, assigneeId: task.assigneeId, clearAssignee },
    })
    work.announce({ name: 'task/updated', data: { taskId } })
    return getTask.within(work, { taskId })
  },
})
