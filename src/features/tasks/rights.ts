import { chainOfCommand } from '@/features/org'
import type { GrantName, Subject, Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import type { AcceptanceChecks, TaskState, UpdateTask } from './schema'
import { type Locked, takenBy } from './store'

/** What an agent may still do to a task that it made for somebody else: word it, put it in order, call it off. */
const BY_ITS_MAKER: readonly (TaskState | undefined)[] = [undefined, 'backlog', 'todo', 'cancelled']

/** Whether an agent has a task, or may act for who has it: nobody has it, or an agent below it. */
async function isOwn(work: Work, task: Locked): Promise<boolean> {
  if (work.actor.kind !== 'agent' || task.assigneeId === work.actor.id) return true
  if (task.assigneeId === null && task.assigneePersonId === null) return true
  const managers = task.assigneeId ? await chainOfCommand(work, task.assigneeId) : []
  return managers.some((manager) => manager.id === work.caller.actor.id)
}

/**
 * An agent hands on what it has, what nobody has, and what an agent below it has.
 * @throws Refusal forbidden
 */
export async function requireOwn(work: Work, task: Locked): Promise<void> {
  if (await isOwn(work, task)) return
  throw new Refusal('forbidden', 'Only who has the task, or a manager of that agent, can hand it on.')
}

/**
 * What a task does outside is begun by who has it: whoever else claimed it would keep it from being done.
 * @throws Refusal forbidden
 */
export async function requireMayAct(work: Work, task: Locked): Promise<void> {
  if (await isOwn(work, task)) return
  throw new Refusal('forbidden', `${task.identifier} is with somebody else, who does what it asks for outside.`)
}

/**
 * What hangs on a task is changed by who put it there, and by who may change the task.
 * @throws Refusal forbidden
 */
export async function requireOwnPart(work: Work, task: Locked, createdById: string): Promise<void> {
  if (createdById === work.caller.actor.id || (await isOwn(work, task))) return
  throw new Refusal('forbidden', 'Only who made it changes it, who has the task, or a manager of that agent.')
}

/**
 * Everybody may comment. An agent changes what is its own in the sense of `requireOwn`, and what it made for somebody else.
 * @throws Refusal already_claimed for work that is in progress with somebody else, forbidden for what is somebody else's
 */
export async function requireMayChange(work: Work, task: Locked, input: typeof UpdateTask._output): Promise<void> {
  const { taskId: _id, comment: _said, reopen, ...change } = input
  if (!reopen && Object.values(change).every((value) => value === undefined)) return
  // whose turn it is to decide is said by the completion's rules
  const isMove = input.state !== undefined && input.state !== task.state
  if (isMove && task.state === 'in_review' && task.executionState?.status === 'pending') return
  if (await isOwn(work, task)) return
  const isMaker = task.createdByKind === 'agent' && task.createdById === work.caller.actor.id
  if (isMaker && BY_ITS_MAKER.includes(input.state)) return
  if (task.state === 'in_progress' && task.assigneeId) throw takenBy(task)
  throw new Refusal('forbidden', `${task.identifier} is with somebody else. Comment on it, or ask who has it.`)
}

/**
 * Which of these agents the caller has `grant` about: all of them, unless the call rests on a role in a team, which says nothing about
 * agents of other teams.
 */
export async function withinReach(work: Work, grant: GrantName, agentIds: readonly string[]): Promise<string[]> {
  const { ownGrants } = work.caller
  if (!ownGrants || ownGrants.has(grant) || agentIds.length === 0) return [...agentIds]
  const each = await work.grantsOfEach(agentIds.map((id): Subject => ['agent', id]))
  return agentIds.filter((_, at) => each[at]?.has(grant))
}

/**
 * A command among the checks runs on the machine of the agent that did the work, so only who may say how agents run may write one.
 * @throws Refusal forbidden
 */
export function requireMayCheck(work: Work, checks: AcceptanceChecks | undefined): void {
  if (work.grants.has('org:write') || !checks?.some((check) => check.kind === 'command_exit_0')) return
  throw new Refusal('forbidden', 'A check that runs a command is written by who may change agents.', {
    field: 'acceptance',
  })
}
