import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { getTask } from '../queries/get-task'
import { isOver, mayMove, nextStates } from '../rules/state-machine'
import { TaskView, UpdateTask } from '../schema'
import { endLease, type Locked, lockTask, requireFree, requireWorker } from '../store'
import { announceAssigned } from './create-task'
import { requireMayDelegate } from './delegate-task'
import { postMessage } from './post-message'

/**
 * Changes a task: its text, its assignee, its state. The completion summary is also posted to the thread.
 * @throws Refusal already_claimed when another agent holds it; illegal_transition with the states that can follow
 */
export const updateTask = defineCommand({
  name: 'updateTask',
  grant: 'task:write',
  input: UpdateTask,
  output: TaskView,
  records: ['task.updated', 'task.completed'],
  announces: ['task/updated', 'task/completed', 'task/assigned'],
  async run(work, { taskId, reopen, ...change }) {
    const task = await lockTask(work, taskId)
    await requireFree(work, taskId)
    if (change.state) requireMove(task, change.state, reopen)
    if (change.assigneeId) await requireWorker(work, change.assigneeId)
    await requireMayAssign(work, task, change.assigneeId)
    const isDone = change.state === 'done' && task.state !== 'done'
    await store(work, task, change)
    if (isDone && change.completionSummary) {
      await postMessage.within(work, { taskId, content: change.completionSummary })
    }
    const details = { identifier: task.identifier, from: task.state, ...change, description: undefined }
    work.record({ action: isDone ? 'task.completed' : 'task.updated', subject: { kind: 'task', id: taskId }, details })
    work.announce({ name: isDone ? 'task/completed' : 'task/updated', data: { taskId } })
    const isNewAssignee = change.assigneeId && change.assigneeId !== task.assigneeId
    const isReady = change.state === 'todo' && task.state !== 'todo' && task.state !== 'in_progress'
    const assignee = change.assigneeId ?? task.assigneeId
    if (assignee && (isNewAssignee || isReady) && !isOver(change.state ?? task.state)) {
      announceAssigned(work, taskId, assignee)
    }
    return getTask.within(work, { taskId })
  },
})

/** An agent hands on only what it may delegate, and gives back only what it has. */
async function requireMayAssign(work: Work, task: Locked, assigneeId: string | null | undefined): Promise<void> {
  if (work.actor.kind !== 'agent' || assigneeId === undefined || assigneeId === task.assigneeId) return
  if (assigneeId !== null && assigneeId !== work.actor.id) return requireMayDelegate(work, task, assigneeId)
  if (task.assigneeId === null || task.assigneeId === work.actor.id) return
  throw new Refusal('forbidden', 'The task is with another agent. Ask it, or its manager.')
}

function requireMove(task: Locked, to: Locked['state'], reopen: boolean): void {
  if (task.state === to && !isOver(task.state)) return
  if (mayMove(task.state, to, reopen)) return
  const over = isOver(task.state)
  const message = over
    ? `${task.identifier} is ${task.state}. Reopen it to work on it again.`
    : `${task.identifier} cannot go from ${task.state} to ${to}.`
  throw new Refusal('illegal_transition', message, { from: task.state, to, allowed: nextStates(task.state) })
}

type Change = Omit<typeof UpdateTask._output, 'taskId' | 'reopen'>

async function store(work: Work, task: Locked, change: Change): Promise<void> {
  const state = change.state ?? task.state
  const leaves = state !== 'in_progress' || (change.assigneeId !== undefined && change.assigneeId !== task.assigneeId)
  await work.db.task
    .updateMany({
      where: { id: task.id },
      data: {
        ...change,
        blockedReason: state === 'blocked' ? change.blockedReason : null,
        startedAt: state === 'in_progress' && task.state !== 'in_progress' ? work.now : undefined,
        completedAt: isOver(state) ? (isOver(task.state) ? undefined : work.now) : null,
        updatedAt: work.now,
      },
    })
    .catch((error: { code?: string }) => {
      // P2003: a foreign key, and the goal is the only one that was not looked up before
      throw error.code === 'P2003' ? notFound('goal') : error
    })
  if (leaves) await endLease(work, task.id)
}
