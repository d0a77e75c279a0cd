import { z } from 'zod'
import { usedUpBudget } from '@/features/budgets'
import { defineCommand, runOf, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { onHold } from '../holds'
import { unresolvedBlockers } from '../links'
import { getTask } from '../queries/get-task'
import { CHECKOUT_STATES } from '../rules/state-machine'
import { TaskState, TaskView } from '../schema'
import { claimed, LEASE_SECONDS, liveLease, requireWorker, takeLease, takenBy } from '../store'
import { requireStrategy } from '../strategy'

/**
 * Takes a task for an agent: one lease, one winner. Asking again with the same run prolongs the lease; the agent's own lease is
 * adopted when no live run holds it. What another agent has is not taken, held or not; a person may take it over for an agent.
 * @throws Refusal already_claimed that says who has or holds it, whether alive, and until when; illegal_transition for another state, and
 * with `rule` `blocked`, `task_held`, `project_paused` or `agent_paused`; company_halted
 */
export const checkOutTask = defineCommand({
  name: 'checkOutTask',
  grant: 'task:write',
  input: z.object({
    taskId: z.uuid(),
    agentId: z.uuid(),
    /** The run that will hold the lease; an agent's own run when absent. */
    runId: z.uuid().nullish(),
    expectedStates: z.array(TaskState).min(1).optional(),
    ttlSeconds: z.int().min(10).max(86_400).default(LEASE_SECONDS),
    /** Also when other tasks must be done before; for people. */
    force: z.boolean().default(false),
  }),
  output: TaskView,
  records: ['task.checkedOut'],
  announces: ['task/updated'],
  async run(work, { taskId, agentId, runId, expectedStates, ttlSeconds, force }) {
    await requireMayTake(work, { taskId, agentId, force })
    const states = expectedStates ?? CHECKOUT_STATES
    const holder = runId ?? runOf(work.actor)
    const mayTakeOver = work.actor.kind !== 'agent'
    const asked = { taskId, agentId, runId: holder, states, ttlSeconds, isForced: force, mayTakeOver }
    const lease = await takeLease(work, asked)
    if (!lease) throw await explain(work, asked)
    work.record({
      action: 'task.checkedOut',
      subject: { kind: 'task', id: taskId },
      details: { agentId, runId: holder, fence: lease.fence, expiresAt: lease.expiresAt, ...(force && { force }) },
    })
    work.announce({ name: 'task/updated', data: { taskId } })
    const task = await getTask.within(work, { taskId })
    // looked at behind the task's lock: a pause comes before this, or after it and ends the lease
    if (task.held) throw onHold(task.held)
    return task
  },
})

async function requireMayTake(work: Work, asked: { taskId: string; agentId: string; force: boolean }): Promise<void> {
  const agent = await requireWorker(work, asked.agentId)
  if (agent.isPaused) {
    throw new Refusal('illegal_transition', `${agent.name} is paused and takes no work. Resume it first.`, {
      rule: 'agent_paused',
    })
  }
  if (work.actor.kind !== 'agent') return
  if (work.actor.id !== asked.agentId) throw new Refusal('forbidden', 'An agent checks out tasks for itself only.')
  if (asked.force) throw new Refusal('forbidden', 'Only people take a task that waits for others.')
  const [task] = await work.sql<{ state: TaskState; isWithPerson: boolean }>(
    `SELECT state, "assigneePersonId" IS NOT NULL AS "isWithPerson" FROM "Task" WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, asked.taskId],
  )
  if (!task) throw notFound('task')
  if (task.isWithPerson) throw new Refusal('forbidden', 'The task is with a person. Ask them to assign it to you.')
  await requireStrategy(work, { from: task.state, to: 'in_progress', isHandedOn: false })
  if (runOf(work.actor) === null) await requireBudget(work, asked)
}

/** A run has reserved what it may spend; who comes without one is asked here. */
async function requireBudget(work: Work, { agentId, taskId }: { agentId: string; taskId: string }): Promise<void> {
  const scope = await usedUpBudget.within(work, { agentId, taskId })
  if (!scope) return
  throw new Refusal('budget_exhausted', `The budget of the ${scope} is used up.`, { scope })
}

type Asked = { taskId: string; agentId: string; states: readonly string[]; isForced: boolean; mayTakeOver: boolean }

async function explain(work: Work, { taskId, agentId, states, isForced, mayTakeOver }: Asked): Promise<Refusal> {
  const lease = await liveLease(work, taskId)
  if (lease) return claimed(lease)
  const task = await getTask.within(work, { taskId })
  if (!mayTakeOver && task.assigneeId && task.assigneeId !== agentId) return takenBy(task)
  const halt = await haltOf(work, task.projectId)
  if (halt) return halt
  const blockers = isForced ? [] : await unresolvedBlockers(work, taskId)
  if (states.includes(task.state) && blockers.length > 0) {
    const names = blockers.map((blocker) => blocker.identifier).join(', ')
    return new Refusal('illegal_transition', `${task.identifier} waits for ${names}.`, { rule: 'blocked', blockers })
  }
  return new Refusal('illegal_transition', `${task.identifier} is ${task.state} and cannot be checked out.`, {
    state: task.state,
    expected: states,
  })
}

/** @throws Refusal company_halted, or illegal_transition `project_paused` */
export async function requireNoHalt(work: Work, projectId: string | null): Promise<void> {
  const halt = await haltOf(work, projectId)
  if (halt) throw halt
}

/** Why nobody takes work of this company or project now; null when that is not why. */
async function haltOf(work: Work, projectId: string | null): Promise<Refusal | null> {
  const [now] = await work.sql<{ status: string; project: string | null }>(
    `SELECT c.status, p.name AS project FROM "Company" c
     LEFT JOIN "Project" p ON p."companyId" = c.id AND p.id = $2 AND p."pausedAt" IS NOT NULL WHERE c.id = $1`,
    [work.companyId, projectId],
  )
  if (now && now.status !== 'active') {
    const facts = { hold: `company_${now.status}` }
    return new Refusal('company_halted', `The company is ${now.status}; nobody takes work.`, facts)
  }
  if (!now?.project) return null
  const facts = { rule: 'project_paused', hold: 'project_paused' }
  return new Refusal('illegal_transition', `The project ${now.project} is paused; nobody takes its work.`, facts)
}
