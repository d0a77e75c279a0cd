import { z } from 'zod'
import { chainOfCommand } from '@/features/org'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { getTask } from '../queries/get-task'
import { isOver } from '../rules/state-machine'
import { TaskView } from '../schema'
import { endLease, type Locked, lockTask, requireFree, requireWorker } from '../store'
import { announceAssigned, createTask } from './create-task'

/** Where counting ends. */
const MOST_DEPTH = 1024

/**
 * Hands a task to another agent, or gives it a part of it as a child task. The depth counts how often work was handed on.
 * @throws Refusal forbidden for an agent that neither has the task nor manages who has it; broken_rule for itself
 */
export const delegateTask = defineCommand({
  name: 'delegateTask',
  grant: 'task:write',
  input: z.object({
    taskId: z.uuid(),
    toAgentId: z.uuid(),
    asSubtask: z.boolean().default(false),
    note: z.string().max(4000).default(''),
  }),
  output: TaskView,
  records: ['task.delegated'],
  announces: ['task/assigned', 'task/updated'],
  async run(work, { taskId, toAgentId, asSubtask, note }) {
    const task = await lockTask(work, taskId)
    await requireMayDelegate(work, task, toAgentId)
    const target = await requireWorker(work, toAgentId)
    const details = { identifier: task.identifier, from: task.assigneeId, to: toAgentId, asSubtask, note }
    work.record({ action: 'task.delegated', subject: { kind: 'task', id: taskId }, details })
    if (asSubtask) {
      const description = note || `Part of ${task.identifier}, delegated to ${target.name}.`
      return createTask.within(work, { title: task.title, description, parentId: taskId, assigneeId: toAgentId })
    }
    await work.db.task.updateMany({
      where: { id: taskId },
      data: {
        assigneeId: toAgentId,
        state: 'todo',
        requestDepth: Math.min(task.requestDepth + 1, MOST_DEPTH),
        updatedAt: work.now,
      },
    })
    await endLease(work, taskId)
    work.announce({ name: 'task/updated', data: { taskId } })
    announceAssigned(work, taskId, toAgentId, 'delegation')
    return getTask.within(work, { taskId })
  },
})

/** Also for a new assignee given in an update: there is no second way to hand work on. */
export async function requireMayDelegate(work: Work, task: Locked, toAgentId: string): Promise<void> {
  if (isOver(task.state)) {
    throw new Refusal('illegal_transition', `${task.identifier} is ${task.state} and cannot be delegated.`)
  }
  if (toAgentId === task.assigneeId || (work.actor.kind === 'agent' && work.actor.id === toAgentId)) {
    throw new Refusal('broken_rule', 'The task is with this agent already.', { rule: 'delegate_to_self' })
  }
  if (work.actor.kind !== 'agent') return
  await requireFree(work, task.id)
  if (task.assigneeId === work.actor.id || task.assigneeId === null) return
  const managers = await chainOfCommand(work, task.assigneeId)
  if (managers.some((manager) => manager.id === work.actor.id)) return
  throw new Refusal('forbidden', 'Only who has the task, or a manager of that agent, can delegate it.')
}
