import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { applyChange, CHANGE_EVENTS } from '../change'
import { getTask } from '../queries/get-task'
import { requireOwn } from '../rights'
import { isOver } from '../rules/state-machine'
import { MOST_DEPTH } from '../rules/vocabulary'
import { CreateTask, TaskView } from '../schema'
import { type Locked, lockTask, requireFree, requireWorker } from '../store'
import { requireStrategy } from '../strategy'
import { createTask, tooDeep } from './create-task'

/**
 * Hands a task to another agent, or gives it a part of it as a child task. The depth counts how often work was handed on; the answer
 * says when that `isDeep`.
 * @throws Refusal forbidden for an agent that neither has the task nor manages who has it; broken_rule for itself or `depth_limit`;
 * needs_approval for the root agent before its strategy is approved
 */
export const delegateTask = defineCommand({
  name: 'delegateTask',
  grant: 'task:write',
  input: z.object({
    taskId: z.uuid(),
    toAgentId: z.uuid(),
    asSubtask: z.boolean().default(false),
    /** Of the subtask; absent: the task's own title, and the note. */
    title: CreateTask.shape.title.optional(),
    description: z.string().max(100_000).optional(),
    note: z.string().max(4000).default(''),
  }),
  output: TaskView,
  records: ['task.delegated'],
  announces: ['task/updated', ...CHANGE_EVENTS],
  async run(work, { taskId, toAgentId, asSubtask, note, ...part }) {
    const task = await lockTask(work, taskId)
    await requireMayDelegate(work, task, toAgentId)
    const target = await requireWorker(work, toAgentId)
    const details = { identifier: task.identifier, from: task.assigneeId, to: toAgentId, asSubtask, note }
    work.record({ action: 'task.delegated', subject: { kind: 'task', id: taskId }, details })
    if (asSubtask) {
      const title = part.title ?? task.title
      const description = part.description ?? (note || `Part of ${task.identifier}, delegated to ${target.name}.`)
      return createTask.within(work, { title, description, parentId: taskId, assigneeId: toAgentId })
    }
    const requestDepth = await nextDepth(work, task)
    await applyChange(work, task, { assigneeId: toAgentId, state: 'todo', requestDepth, cause: 'delegation' })
    work.announce({ name: 'task/updated', data: { taskId } })
    return getTask.within(work, { taskId })
  },
})

/**
 * The depth of a task that is handed on once more.
 * @throws Refusal broken_rule `depth_limit` beyond what the company allows
 */
export function nextDepth(work: Work, task: Locked): Promise<number> {
  return allowed(work, Math.min(task.requestDepth + 1, MOST_DEPTH))
}

/**
 * The depth of a task that is put below another one: as that of a child made there, and never less than it was.
 * @throws Refusal not_found, or broken_rule `depth_limit`
 */
export async function depthBelow(work: Work, task: Locked, parentId: string): Promise<number> {
  const [parent] = await work.sql<{ requestDepth: number }>(
    `SELECT "requestDepth" FROM "Task" WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, parentId],
  )
  if (!parent) throw notFound('task')
  const depth = Math.min(Math.max(parent.requestDepth + 1, task.requestDepth), MOST_DEPTH)
  return depth === task.requestDepth ? depth : allowed(work, depth)
}

async function allowed(work: Work, next: number): Promise<number> {
  const [company] = await work.sql<{ most: number | null }>(
    `SELECT "maxRequestDepth" AS most FROM "Company" WHERE id = $1`,
    [work.companyId],
  )
  if (company?.most != null && next > company.most) throw tooDeep(next)
  return next
}

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
  await requireStrategy(work, { from: task.state, to: 'todo', isHandedOn: true })
  await requireOwn(work, task)
}
