import { z } from 'zod'
import { usedUpBudget } from '@/features/budgets'
import { ancestryOf } from '@/features/goals'
import { RecalledMemory, recallFor } from '@/features/memory'
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

/** A task of anybody in whose thread the agent was mentioned. */
const Mention = z.object({ taskId: z.uuid(), identifier: z.string(), title: z.string() })
type Mention = z.output<typeof Mention>

/** How many tasks one heartbeat hands out. */
const MOST_TASKS = 50

/** How long a mention that was told is told again. */
const AGAIN_SECONDS = 180
/** A mention that waited longer than this is told once: only the newest wakes are looked through for those. */
const OLDEST_SECONDS = 7 * 86_400

/**
 * An agent that runs by itself asks what to do. Cheap enough for a loop: it notes that the agent was seen, makes no run and costs
 * no budget. A paused agent gets no tasks, and is told why. Where it was mentioned since it last asked, it is told.
 * @throws Refusal forbidden for a terminated agent, or for asking in another agent's name
 */
export const pullHeartbeat = defineCommand({
  name: 'pullHeartbeat',
  grant: 'task:read',
  input: z.object({ agentId: z.uuid() }),
  output: z.object({
    instructions: z.string(),
    tasks: z.array(PulledTask),
    mentions: z.array(Mention),
    /** What the agent, its teams and the company know that fits the first task. */
    memories: z.array(RecalledMemory),
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
    if (reason) return { instructions: reason, tasks: [], mentions: [], memories: [], isPaused: true, reason }
    const scope = await usedUpBudget.within(work, { agentId })
    if (scope) {
      const used = `The ${scope === 'agent' ? '' : `${scope}'s `}budget is used up.`
      return { instructions: used, tasks: [], mentions: [], memories: [], isPaused: true, reason: used }
    }
    const mentions = await answerWakes(work, agentId)
    const tasks = await listAgentWork.within(work, {
      agentId,
      states: ['in_progress', 'todo', 'in_review', 'blocked'],
      limit: MOST_TASKS,
    })
    const goal = tasks[0] ? (await ancestryOf(work, tasks[0].goalId)).join(' → ') : ''
    const focus = tasks[0] ? `Work on ${tasks[0].identifier} first. Why: ${goal}.` : 'There is no open task for you.'
    return {
      instructions: [agent.instructions, ...mentions.map(toldOf), focus].filter(Boolean).join('\n\n'),
      tasks,
      mentions,
      memories: await recallFor.within(work, { agentId, taskId: tasks[0]?.id }),
      isPaused: false,
      reason: null,
    }
  },
})

/**
 * Whoever asks has seen its inbox. Only wakes that no run can answer are waiting for that. An answer can be lost on its way, so a
 * mention is told again for a while, until the agent has written on that task.
 * @returns where it was mentioned, since those tasks may not be its own
 */
async function answerWakes(work: Work, agentId: string): Promise<Mention[]> {
  return work.sql<Mention>(
    `WITH seen AS (
       UPDATE "Wake" SET state = 'consumed', "endedAt" = $3
       WHERE "companyId" = $1 AND "agentId" = $2 AND state = 'pending' AND reason IN ('pull', 'no_worker') RETURNING cause, "taskId"
     )
     SELECT DISTINCT t.id AS "taskId", c."taskPrefix" || '-' || t.number AS identifier, t.title
     FROM (
       SELECT cause, "taskId" FROM seen
       UNION ALL SELECT w.cause, w."taskId" FROM "Wake" w
       WHERE w."companyId" = $1 AND w."agentId" = $2 AND w.state = 'consumed' AND w."runId" IS NULL AND w."createdAt" > $4 AND w."endedAt" > $5
         AND NOT EXISTS (
           SELECT 1 FROM "Message" m WHERE m."companyId" = $1 AND m."authorId" = $2 AND m."taskId" = w."taskId" AND m."createdAt" > w."endedAt")
     ) told JOIN "Task" t ON t."companyId" = $1 AND t.id = told."taskId" JOIN "Company" c ON c.id = $1
     WHERE told.cause = 'mention' ORDER BY t.id`,
    [work.companyId, agentId, work.now, secondsAgo(work.now, OLDEST_SECONDS), secondsAgo(work.now, AGAIN_SECONDS)],
  )
}

const secondsAgo = (now: Date, seconds: number) => new Date(now.getTime() - seconds * 1000)

function toldOf({ identifier, title }: Mention): string {
  return `You are mentioned in ${identifier}, "${title}": read its messages, and answer there.`
}

function pausedWhy(agent: { status: string; pauseReason: string | null }): string | null {
  // one that we cannot start yet, and that comes by itself, needs nobody to start it
  if (agent.status === 'active' || agent.pauseReason === 'needs_config') return null
  if (agent.pauseReason === 'unpriced') return 'Halted: you used a model whose price is not known.'
  return agent.pauseReason === 'budget' ? 'Halted: the budget is used up.' : `You are ${agent.status}.`
}
