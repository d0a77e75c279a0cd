import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { applyChange, CHANGE_EVENTS } from '../change'
import { getTask } from '../queries/get-task'
import { TaskView } from '../schema'
import { lockTask, requireFree } from '../store'

/** Puts a task back: free, todo, without an agent. The holder or the board may do so. */
export const releaseTask = defineCommand({
  name: 'releaseTask',
  grant: 'task:write',
  input: z.object({ taskId: z.uuid() }),
  output: TaskView,
  records: ['task.released'],
  announces: ['task/updated', ...CHANGE_EVENTS],
  async run(work, { taskId }) {
    const task = await lockTask(work, taskId)
    await requireFree(work, taskId)
    if (work.actor.kind === 'agent' && task.assigneeId !== work.actor.id) {
      throw new Refusal('forbidden', 'An agent releases its own tasks only.')
    }
    const state = task.state === 'in_progress' ? 'todo' : task.state
    await applyChange(work, task, { assigneeId: null, state })
    work.record({
      action: 'task.released',
      subject: { kind: 'task', id: taskId },
      details: { identifier: task.identifier, from: task.assigneeId },
    })
    work.announce({ name: 'task/updated', data: { taskId } })
    return getTask.within(work, { taskId })
  },
})
