import { z } from 'zod'
import { usedUpBudget } from '@/features/budgets'
import { ancestryOf } from '@/features/goals'
import { listAgentWork } from '@/features/tasks'
import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'

const PulledTask = z.object({
  id: z.uuid(),
  identifier: z.string(),
  title: z.string(),
  description: z.string(),
  state: z.string(),
  priority: z.string(),
  complexity: z.string().nullable(),
  goalId: z.uuid(),
})

/** How many tasks one heartbeat hands out. */
const MOST_TASKS = 50

/**
 * An agent that runs by itself asks what to do. Cheap enough for a loop: it notes that the agent was seen, makes no run and costs
 * no budget. A paused agent gets no tasks, and is told why.
 * @throws Refusal forbidden for a terminated agent, or for asking in another agent's name
 */
export const pullHeartbeat = defineCommand({
  name: 'pullHeartbeat',
  grant: 'task:read',
  input: z.object({ agentId: z.uuid() }),
  output: z.object({
    instructions: z.string(),
    tasks: z.array(PulledTask),
    isPaused: z.boolean(),
    reason: z.string().nullable(),
  }),
  records: [],
  announces: [],
  async run(work, { agentId }) {
    if (work.actor.kind === 'agent' && work.actor.id !== agentId) {
      throw new Refusal('forbidden', 'An agent asks for its own work only.')
    }
    work.unchanged()
    const [agent] = await work.sql<{
      status: string
      pauseReason: string | null
      instructions: string
      companyStatus: string
    }>(
      `UPDATE "Agent" a SET "lastSeenAt" = $3 FROM "Company" c WHERE c.id = $1 AND a."companyId" = $1 AND a.id = $2
       RETURNING a.status, a."pauseReason", a.instructions, c.status AS "companyStatus"`,
      [work.companyId, agentId, work.now],
    )
    if (!agent) throw notFound('agent')
    if (agent.status === 'terminated') throw new Refusal('forbidden', 'This agent is terminated.')
    const reason = agent.companyStatus !== 'active' ? `The company is ${agent.companyStatus}.` : pausedWhy(agent)
    if (reason) return { instructions: reason, tasks: [], isPaused: true, reason }
    const scope = await usedUpBudget.within(work, { agentId })
    if (scope) {
      const used = `The ${scope === 'agent' ? '' : `${scope}'s `}budget of this month is used up.`
      return { instructions: used, tasks: [], isPaused: true, reason: used }
    }
    await answerWakes(work, agentId)
    const tasks = await listAgentWork.within(work, {
      agentId,
      states: ['in_progress', 'todo', 'in_review', 'blocked'],
      limit: MOST_TASKS,
    })
    const goal = tasks[0] ? (await ancestryOf(work, tasks[0].goalId)).join(' → ') : ''
    const focus = tasks[0] ? `Work on ${tasks[0].identifier} first. Why: ${goal}.` : 'There is no open task for you.'
    return {
      instructions: [agent.instructions, focus].filter(Boolean).join('\n\n'),
      tasks,
      isPaused: false,
      reason: null,
    }
  },
})

/** Whoever asks has seen its inbox. Only wakes that no run can answer are waiting for that. */
async function answerWakes(work: Work, agentId: string): Promise<void> {
  await work.sql(
    `UPDATE "Wake" SET state = 'consumed', "endedAt" = $3 WHERE "companyId" = $1 AND "agentId" = $2 AND state = 'pending' AND reason = 'pull'`,
    [work.companyId, agentId, work.now],
  )
}

function pausedWhy(agent: { status: string; pauseReason: string | null }): string | null {
  // one that we cannot start yet, and that comes by itself, needs nobody to start it
  if (agent.status === 'active' || agent.pauseReason === 'needs_config') return null
  return agent.pauseReason === 'budget' ? 'Halted: the budget of this month is used up.' : `You are ${agent.status}.`
}
