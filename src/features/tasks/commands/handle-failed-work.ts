import { z } from 'zod'
import { chainOfCommand, suggestAgents } from '@/features/org'
import { defineCommand, type Work } from '@/platform/command'
import { applyChange, CHANGE_EVENTS } from '../change'
import { isOver } from '../rules/state-machine'
import { type Locked, lockTask, type TaskChange } from '../store'
import { POSTING, say } from '../thread'

/** Where failed work goes, and why, in a sentence. */
type NextStep = { change: TaskChange; sentence: string }

/**
 * An agent's runs for a task have failed for good: the company's failure policy says what becomes of it. `none` blocks the task;
 * `escalate_to_manager` gives it to the nearest manager at work, else to the person who answers for it; `reassign_by_capability` to the
 * agent that fits best. It never goes to an agent that has failed on it, so it cannot go round for ever. The thread says what was done.
 */
export const handleFailedWork = defineCommand({
  name: 'handleFailedWork',
  grant: 'run:report',
  input: z.object({
    taskId: z.uuid(),
    agentId: z.uuid(),
    /** What went wrong, for people. */
    reason: z.string(),
    attempts: z.int().min(1),
  }),
  output: z.object({ outcome: z.enum(['reassigned', 'escalated', 'blocked', 'told']) }),
  records: ['task.failedWorkHandled', ...POSTING.records],
  announces: ['task/updated', ...CHANGE_EVENTS, ...POSTING.announces],
  async run(work, { taskId, agentId, reason, attempts }) {
    const task = await lockTask(work, taskId)
    const tried = `The run failed after ${attempts} ${attempts === 1 ? 'try' : 'tries'} and is not repeated: ${reason}`
    if (task.assigneeId !== agentId || isOver(task.state)) {
      await say(work, { taskId, content: tried, toolCalls: [] })
      return { outcome: 'told' as const }
    }
    const isReview = task.state === 'in_review' && task.executionState?.status === 'pending'
    const found = await elsewhere(work, task, agentId)
    const next = isReview ? reviewed(task, found) : (found ?? blocked(reason))
    await applyChange(work, task, next.change)
    await say(work, { taskId, content: [tried, next.sentence].filter(Boolean).join('\n\n'), toolCalls: [] })
    const outcome = outcomeOf(next.change)
    const { assigneeId: to, assigneePersonId: toPerson } = next.change
    work.record({
      action: 'task.failedWorkHandled',
      subject: { kind: 'task', id: taskId },
      details: { identifier: task.identifier, outcome, from: agentId, to, toPerson, reason },
    })
    work.announce({ name: 'task/updated', data: { taskId } })
    return { outcome }
  },
})

const blocked = (reason: string): NextStep => ({
  change: { state: 'blocked', blockedReason: `The run failed: ${reason}`.slice(0, 2000) },
  sentence: '',
})

/** A review stays one: its turn passes to whom the work would go to, else to the board; never to who did the work. */
function reviewed(task: Locked, found: NextStep | null): NextStep {
  const { assigneeId, assigneePersonId } = found?.change ?? {}
  const to = assigneeId ?? assigneePersonId
  if (!found || !to || to === task.executionState?.returnAssignee.id) {
    const sentence = 'Nobody else is asked to decide: somebody of the board does.'
    return { change: { assigneeId: null, assigneePersonId: null }, sentence }
  }
  return { change: assigneeId ? { assigneeId } : { assigneePersonId }, sentence: found.sentence }
}

function outcomeOf(change: TaskChange): 'reassigned' | 'escalated' | 'blocked' {
  if (change.state === 'blocked') return 'blocked'
  return change.assigneeId ? 'reassigned' : 'escalated'
}

async function elsewhere(work: Work, task: Locked, agentId: string): Promise<NextStep | null> {
  const [company] = await work.sql<{ policy: string }>(
    `SELECT "failurePolicy" AS policy FROM "Company" WHERE id = $1`,
    [work.companyId],
  )
  if (!company || company.policy === 'none') return null
  const failed = await failedOn(work, task.id)
  const fitting = company.policy === 'reassign_by_capability' ? await bestFit(work, task, [...failed, agentId]) : null
  return fitting ?? (await manager(work, agentId, failed)) ?? person(work, task)
}

/** Agents whose runs for this task have failed. */
async function failedOn(work: Work, taskId: string): Promise<string[]> {
  const rows = await work.sql<{ agentId: string }>(
    `SELECT DISTINCT "agentId" FROM "Run" WHERE "companyId" = $1 AND "taskId" = $2 AND state IN ('failed', 'timed_out')`,
    [work.companyId, taskId],
  )
  return rows.map((row) => row.agentId)
}

async function bestFit(work: Work, task: Locked, not: readonly string[]): Promise<NextStep | null> {
  const text = `${task.title}\n${task.description}`.slice(0, 20_000)
  const agents = await suggestAgents.within(work, { text, limit: 50 })
  const best = agents.find((agent) => !not.includes(agent.id))
  return best ? handTo(best, `as the agent that fits best (${best.words.slice(0, 5).join(', ')})`) : null
}

async function manager(work: Work, agentId: string, not: readonly string[]): Promise<NextStep | null> {
  const chain = await chainOfCommand(work, agentId)
  const [nearest] = await work.sql<{ id: string; name: string }>(
    `SELECT id, name FROM "Agent" WHERE "companyId" = $1 AND id = ANY($2) AND NOT id = ANY($3) AND status = 'active'
     ORDER BY array_position($2::uuid[], id) LIMIT 1`,
    [work.companyId, chain.map((above) => above.id), not],
  )
  return nearest ? handTo(nearest, 'as the nearest manager at work') : null
}

function handTo(agent: { id: string; name: string }, why: string): NextStep {
  const change = { assigneeId: agent.id, state: 'todo' as const, cause: 'delegation' }
  return { change, sentence: `By the company's failure policy ${agent.name} has the task now, ${why}.` }
}

async function person(work: Work, task: Locked): Promise<NextStep | null> {
  const [answers] = await work.sql<{ id: string; name: string }>(
    `SELECT p.id, p.name FROM "Membership" m JOIN "Person" p ON p.id = m."personId" WHERE m."companyId" = $1 AND m."personId" = $2`,
    [work.companyId, task.accountableKind === 'person' ? task.accountableId : null],
  )
  if (!answers) return null
  const sentence = `By the company's failure policy it is with ${answers.name} now, who answers for it: no manager is at work.`
  return { change: { assigneePersonId: answers.id, state: 'todo' }, sentence }
}
