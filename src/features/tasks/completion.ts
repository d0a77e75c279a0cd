import type { Actor, Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { MOST_FAILURES, type Verification } from './rules/acceptance'
import {
  approve,
  decisionOf,
  type ExecutionPolicy,
  type ExecutionState,
  handOver,
  isSame,
  type Participant,
  requestChanges,
  submit,
  type Verdict,
} from './rules/execution'
import { isOver } from './rules/state-machine'
import type { Locked, TaskChange } from './store'

/** What `intercept` may announce. */
export const VERIFYING = 'task/verification.asked'

/**
 * What becomes of a change of a task's state or assignee, before it is stored. A completion is checked first, where the task has
 * checks, and then passes the stages of its policy; while it does, only whose turn it is moves it on.
 * @throws Refusal broken_rule `not_participant` or `comment_required`
 */
export async function intercept(work: Work, task: Locked, change: TaskChange): Promise<TaskChange> {
  const { executionPolicy: policy, executionState: state } = task
  if (task.state === 'in_review' && policy && state?.status === 'pending') {
    return decide(work, task, change, await withoutGone(work, policy), state)
  }
  if (change.state === 'done' && task.state !== 'done') return handIn(work, task, change)
  if (isOver(task.state)) return { ...toWhoDidIt(task, change), ...change, executionState: null, verification: null }
  // what is taken back, or begun anew, is not being checked any more
  const isLeft = change.state !== undefined && change.state !== 'in_review' && task.verification?.state === 'pending'
  return isLeft ? { verification: null, ...change } : change
}

/** A task that was put away under review is still with its reviewer: opened again, it is work, unless somebody is named. */
function toWhoDidIt({ executionState }: Locked, { assigneeId, assigneePersonId }: TaskChange): TaskChange {
  const isNamed = assigneeId !== undefined || assigneePersonId !== undefined
  return executionState?.status === 'pending' && !isNamed ? assigned(executionState.returnAssignee) : {}
}

async function handIn(work: Work, task: Locked, change: TaskChange): Promise<TaskChange> {
  const hasPassed = change.verification?.state === 'passed'
  if (task.acceptance.length > 0 && !hasPassed) return askForChecks(work, task, change)
  const { executionPolicy: policy, executionState } = task
  if (!policy || executionState?.status === 'completed') return change
  const executor = assigneeOf(task) ?? participantOf(work.actor) ?? accountableOf(task)
  if (!executor) return change
  const next = submit(await withoutGone(work, policy), executionState, executor, accountableOf(task))
  return { ...change, state: 'in_review', executionState: next, ...assigned(next.currentParticipant) }
}

/** The completion waits for what the checks find; asked for twice, it waits for the first. */
async function askForChecks(work: Work, task: Locked, change: TaskChange): Promise<TaskChange> {
  if (task.verification?.state === 'pending' && task.state === 'in_review') return { ...change, state: 'in_review' }
  const { actor } = work
  const verification: Verification = {
    id: work.newId(),
    state: 'pending',
    askedBy: { kind: actor.kind, id: actor.id, runId: actor.kind === 'agent' ? actor.runId : null },
    askedAt: work.now.toISOString(),
    agentId: await workspaceOf(work, task),
    runId: null,
    endedAt: null,
    checks: [],
    failures: task.verification?.failures ?? 0,
  }
  if (!verification.agentId)
    throw new Refusal('broken_rule', 'There is no agent in whose workspace to check.', { rule: 'no_workspace' })
  const { agentId, id: verificationId } = verification
  const data = { companyId: work.companyId, taskId: task.id, agentId, verificationId }
  work.announce({ name: VERIFYING, data, forEngine: true })
  return { ...change, state: 'in_review', verification }
}

/** Whose folder is looked into: that of the agent that did the work, else that of the root agent; never of one that is terminated. */
async function workspaceOf(work: Work, task: Locked): Promise<string | null> {
  const agentId = task.assigneeId ?? (work.actor.kind === 'agent' ? work.actor.id : null)
  const [agent] = await work.sql<{ id: string }>(
    `SELECT id FROM "Agent" WHERE "companyId" = $1 AND (id = $2 OR "managerId" IS NULL) AND status NOT IN ('terminated', 'pending_approval')
     ORDER BY id <> $2 LIMIT 1`,
    [work.companyId, agentId],
  )
  return agent?.id ?? null
}

/** The policy without agents that are terminated: the turn passes them over. */
async function withoutGone(work: Work, policy: ExecutionPolicy): Promise<ExecutionPolicy> {
  const agents = policy.stages.flatMap(({ participants }) => participants.filter(({ type }) => type === 'agent'))
  if (agents.length === 0) return policy
  const gone = await work.sql<{ id: string }>(
    `SELECT id FROM "Agent" WHERE "companyId" = $1 AND id = ANY($2) AND status = 'terminated'`,
    [work.companyId, agents.map(({ id }) => id)],
  )
  const isHere = ({ id }: Participant) => !gone.some((each) => each.id === id)
  return {
    ...policy,
    stages: policy.stages.map((stage) => ({ ...stage, participants: stage.participants.filter(isHere) })),
  }
}

/** What a completion becomes when its checks did not pass: given back, or blocked when that has been tried often enough. */
export function afterFailedChecks(verification: Verification, why: string): TaskChange {
  if (verification.failures < MOST_FAILURES && verification.state === 'failed') {
    return { state: 'todo', verification, cause: 'review' }
  }
  return { state: 'blocked', verification, blockedReason: why.slice(0, 2000) }
}

function decide(
  work: Work,
  task: Locked,
  change: TaskChange,
  policy: ExecutionPolicy,
  state: ExecutionState,
): TaskChange {
  const outcome = decisionOf(change.state)
  if (outcome === null) return moved(work, change, state)
  const verdict = verdictOf(work, state.currentParticipant)
  if (policy.commentRequired && !change.comment && !change.completionSummary) {
    throw new Refusal('broken_rule', 'Say why: a decision here needs a comment.', { rule: 'comment_required' })
  }
  if (outcome === 'changes_requested') {
    const next = requestChanges(state, verdict)
    return { ...change, state: 'in_progress', executionState: next, ...assigned(state.returnAssignee) }
  }
  const next = approve(policy, state, verdict, accountableOf(task))
  if (next.status === 'completed') return { ...change, executionState: next, ...assigned(next.returnAssignee) }
  return { ...change, state: 'in_review', executionState: next, ...assigned(next.currentParticipant) }
}

/**
 * Whose turn it is gives it to somebody else, or ends the review with the task. Nobody gives it to who did the work. The product itself
 * takes the turn from a reviewer that has failed.
 */
function moved(work: Work, change: TaskChange, state: ExecutionState): TaskChange {
  if (work.actor.kind !== 'system') verdictOf(work, state.currentParticipant)
  const to = named(change)
  if (isSame(to, state.returnAssignee)) {
    throw new Refusal('broken_rule', 'Who did the work does not decide about it. Ask for changes to give it back.', {
      rule: 'not_participant',
      currentParticipant: state.currentParticipant,
    })
  }
  if (to) return { ...change, executionState: handOver(state, to), ...assigned(to) }
  const isLeft = change.assigneeId === null || change.assigneePersonId === null
  return isLeft ? { ...change, executionState: handOver(state, null) } : change
}

function named({ assigneeId, assigneePersonId }: TaskChange): Participant | null {
  if (assigneeId) return { type: 'agent', id: assigneeId }
  return assigneePersonId ? { type: 'person', id: assigneePersonId } : null
}

/** Whose turn it is decides; in their place, whoever may decide for the board. */
function verdictOf(work: Work, current: Participant | null): Verdict {
  const by = participantOf(work.actor)
  const at = work.now.toISOString()
  if (by && isSame(by, current)) return { by, insteadOf: null, at }
  if (by?.type === 'person' && work.grants.has('approval:decide')) return { by, insteadOf: current, at }
  throw new Refusal('broken_rule', 'It is not your turn to decide on this task.', {
    rule: 'not_participant',
    currentParticipant: current,
  })
}

function participantOf(actor: Actor): Participant | null {
  return actor.kind === 'system' ? null : { type: actor.kind, id: actor.id }
}

function assigneeOf(task: Locked): Participant | null {
  if (task.assigneeId) return { type: 'agent', id: task.assigneeId }
  return task.assigneePersonId ? { type: 'person', id: task.assigneePersonId } : null
}

function accountableOf(task: Locked): Participant | null {
  return task.accountableKind === 'system' ? null : { type: task.accountableKind, id: task.accountableId }
}

/** The task with somebody, who is told that there is something to look at; nobody keeps it as it is. */
function assigned(who: Participant | null): TaskChange {
  if (!who) return {}
  return who.type === 'agent'
    ? { assigneeId: who.id, assigneePersonId: null, cause: 'review' }
    : { assigneePersonId: who.id, assigneeId: null }
}
