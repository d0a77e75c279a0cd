import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { applyChange, CHANGE_EVENTS } from '../change'
import { requireNotHeld, STOPPING, stopWhereHeld } from '../holds'
import { isWaiting, lockBlockers, lockGraph, requireNoCircle, storeBlockers, storeLabels } from '../links'
import { getTask } from '../queries/get-task'
import { requireMayChange, requireMayCheck, requireOwn } from '../rights'
import { isOver, mayMove, nextStates } from '../rules/state-machine'
import { TaskView, UpdateTask } from '../schema'
import { type Locked, lockTask, requireFree, requireMember, requireWorker, type TaskChange } from '../store'
import { requireStrategy } from '../strategy'
import { POSTING, say } from '../thread'
import { requireNoHalt } from './check-out-task'
import { requireAccountable, requireNamedInPolicy } from './create-task'
import { depthBelow, nextDepth, requireMayDelegate } from './delegate-task'
import { markTask } from './mark-task'

type Input = typeof UpdateTask._output

/**
 * Changes a task: its text, its assignee, its state, what it waits for. The completion summary is also posted to the thread.
 * @throws Refusal already_claimed when another agent holds it; illegal_transition with the states that can follow; broken_rule
 * `task_cycle` for a circle of waiting; needs_approval for the root agent before its strategy is approved
 */
export const updateTask = defineCommand({
  name: 'updateTask',
  grant: 'task:write',
  about: ({ taskId, assigneeId, assigneePersonId, parentId }) => [
    ['task', taskId],
    ['agent', assigneeId],
    ['person', assigneePersonId],
    ['task', parentId],
  ],
  input: UpdateTask,
  output: TaskView,
  records: ['task.updated', 'task.completed', ...POSTING.records],
  announces: ['task/updated', 'task/completed', STOPPING, ...CHANGE_EVENTS, ...POSTING.announces],
  async run(work, input) {
    const { taskId } = input
    const reshapes = input.blockedByIds !== undefined || input.parentId !== undefined
    if (reshapes) await lockGraph(work)
    const task = await lockTask(work, taskId)
    await requireMay(work, task, input)
    const freed = input.blockedByIds ? await freedBy(work, task, input.blockedByIds) : {}
    const stored = await applyChange(work, task, { ...freed, ...(await changeOf(work, task, input)) })
    if (reshapes) await requireNoCircle(work, taskId)
    if (input.parentId && input.parentId !== task.parentId) await stopWhereHeld(work, taskId)
    // what somebody takes is no news to them
    if (input.assigneePersonId === work.caller.actor.id) await markTask.within(work, { taskId, isUnread: false })
    if (input.labelIds) await storeLabels(work, taskId, input.labelIds)
    const isDone = stored.state === 'done' && task.state !== 'done'
    if (input.state === 'done' && input.completionSummary) {
      await say(work, { taskId, content: input.completionSummary, toolCalls: [] })
    }
    if (input.comment) await say(work, { taskId, content: input.comment, toolCalls: [] })
    const { taskId: _id, description: _text, comment: _said, reopen, ...told } = input
    const details = {
      identifier: task.identifier,
      from: task.state,
      ...told,
      state: stored.state,
      ...(reopen && { reopen }),
    }
    work.record({ action: isDone ? 'task.completed' : 'task.updated', subject: { kind: 'task', id: taskId }, details })
    work.announce({ name: isDone ? 'task/completed' : 'task/updated', data: { taskId } })
    return getTask.within(work, { taskId })
  },
})

/** That this caller may make this change of this task. */
async function requireMay(work: Work, task: Locked, input: Input): Promise<void> {
  await requireFree(work, task.id)
  if (input.state) requireMove(task, input.state, input.reopen)
  if (input.assigneeId) await requireWorker(work, input.assigneeId)
  if (input.assigneePersonId) await requireMember(work, input.assigneePersonId)
  if (input.executionPolicy) await requireNamedInPolicy(work, input.executionPolicy)
  requireMayCheck(work, input.acceptance)
  if (work.actor.kind !== 'agent') {
    if (input.accountable) await requireAccountable(work, input.accountable)
    return
  }
  if (input.accountable) throw new Refusal('forbidden', 'Who answers for a task is said by people.')
  await requireMayChange(work, task, input)
  // a task that leaves the tree which is on hold, or the project that is paused, would be free
  const isMoved = input.parentId !== undefined && input.parentId !== task.parentId
  const isBegun = input.state === 'in_progress' && task.state !== 'in_progress'
  if (isMoved || isBegun) await requireNotHeld(work, task.id)
  const leavesProject = input.projectId !== undefined && input.projectId !== task.projectId
  if (leavesProject || isBegun) await requireNoHalt(work, task.projectId)
  if (input.isHidden !== undefined) throw new Refusal('forbidden', 'Tasks are put away by people.')
  if (input.executionPolicy !== undefined || input.acceptance) {
    throw new Refusal('forbidden', 'How a task is accepted is changed by people.')
  }
  await requireStrategy(work, { from: task.state, to: input.state ?? task.state, isHandedOn: isHandedOn(work, input) })
  await requireMayAssign(work, task, input)
}

function isHandedOn(work: Work, { assigneeId, assigneePersonId }: Input): boolean {
  return Boolean((assigneeId && assigneeId !== work.caller.actor.id) || assigneePersonId)
}

/** An agent hands on only what it may delegate, and gives back only what it has. */
async function requireMayAssign(work: Work, task: Locked, { assigneeId, assigneePersonId }: Input): Promise<void> {
  if (assigneeId && assigneeId !== task.assigneeId && assigneeId !== work.caller.actor.id) {
    return requireMayDelegate(work, task, assigneeId)
  }
  const isTaken = assigneeId !== undefined && assigneeId !== task.assigneeId
  const isGiven = assigneePersonId !== undefined && assigneePersonId !== task.assigneePersonId
  if (isGiven) await requireOwn(work, task)
  if (!isTaken || task.assigneeId === work.caller.actor.id) return
  if (task.assigneeId === null && task.assigneePersonId === null) return
  throw new Refusal('forbidden', 'The task is with somebody else. Ask them, or their manager.')
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

/** What the task's own columns become. Work that an agent hands on is one step deeper. */
async function changeOf(work: Work, task: Locked, input: Input): Promise<TaskChange> {
  const {
    taskId: _id,
    reopen: _reopen,
    labelIds: _labels,
    blockedByIds: _blockers,
    isHidden,
    accountable,
    ...own
  } = input
  const change: TaskChange = own
  if (isHidden !== undefined) change.hiddenAt = isHidden ? work.now : null
  if (accountable) Object.assign(change, { accountableKind: accountable.kind, accountableId: accountable.id })
  const { assigneeId } = own
  if (work.actor.kind === 'agent' && assigneeId && assigneeId !== task.assigneeId && isHandedOn(work, input)) {
    change.requestDepth = await nextDepth(work, task)
  } else if (own.parentId && own.parentId !== task.parentId) {
    change.requestDepth = await depthBelow(work, task, own.parentId)
  }
  return change
}

/** Sets the blockers. A task that waited only for those that are gone or done goes on, and its assignee is woken. */
async function freedBy(work: Work, task: Locked, blockedByIds: readonly string[]): Promise<TaskChange> {
  const wasWaiting = await isWaiting(work, task.id)
  const blockers = await lockBlockers(work, blockedByIds)
  await storeBlockers(work, task.id, blockedByIds)
  if (!wasWaiting || blockers.some((blocker) => blocker.state !== 'done')) return {}
  const goesOn = task.state === 'blocked' && !task.blockedReason
  return { cause: 'unblocked', ...(goesOn && { state: 'todo' as const }) }
}
