import { isCommandLine } from '@/features/org'
import { getTask, listMessages } from '@/features/tasks'
import type { Work } from '@/platform/command'
import { type PromptFacts, type Reach, THREAD_LENGTH } from './rules/prompt'

const MESSAGES = 8

type Run = {
  agentId: string
  taskId: string | null
  cause: string
  payload: Record<string, unknown>
  attempt: number
  runtimeConfig: Record<string, unknown>
}
type Row = PromptFacts['agent'] & { companyName: string; mission: string }

/** How an agent of this runtime reaches the product; null for one that is told nothing: a command, a call, a check. */
export function reachOf(runtime: string): Reach | null {
  if (isCommandLine(runtime) || runtime === 'acp') return 'api'
  if (runtime === 'openai-compatible') return 'tools'
  return runtime === 'openclaw' ? 'answer' : null
}

/** A small window has to hold the work, too: a quarter of it is for the thread, at about four characters a token. */
function threadLengthOf({ contextTokens }: Record<string, unknown>): number {
  return typeof contextTokens === 'number' ? Math.min(THREAD_LENGTH, contextTokens) : THREAD_LENGTH
}

/** All that an agent is told at the start of a run, but for what is remembered and the address of the product. */
export async function promptFacts(
  work: Work,
  run: Run,
  reach: Reach,
): Promise<Omit<PromptFacts, 'apiUrl' | 'memories'>> {
  const [row] = await work.sql<Row>(
    `SELECT a.name, a.role, a.title, a.instructions, m.name AS "managerName", c.name AS "companyName", g.title AS mission
     FROM "Agent" a JOIN "Company" c ON c.id = $1 LEFT JOIN "Agent" m ON m."companyId" = $1 AND m.id = a."managerId"
     LEFT JOIN "Goal" g ON g."companyId" = $1 AND g."parentId" IS NULL WHERE a."companyId" = $1 AND a.id = $2`,
    [work.companyId, run.agentId],
  )
  const { companyName, mission, ...agent } = row!
  return {
    ...{ reach, agent, threadLength: threadLengthOf(run.runtimeConfig) },
    company: { name: companyName, mission: mission ?? '' },
    wake: { cause: run.cause, payload: run.payload, attempt: run.attempt },
    task: run.taskId ? await taskFacts(work, run.taskId, run.agentId) : null,
  }
}

async function taskFacts(work: Work, taskId: string, agentId: string): Promise<NonNullable<PromptFacts['task']>> {
  const task = await getTask.within(work, { taskId })
  const newest = await listMessages.within(work, { taskId, order: 'desc', limit: MESSAGES })
  return {
    ...{ identifier: task.identifier, title: task.title, description: task.description, state: task.state },
    isMine: task.assigneeId === agentId,
    goalAncestry: task.goalAncestry,
    parents: task.ancestors.map(({ identifier, title }) => `${identifier}, ${title}`),
    messages: newest.reverse(),
    messageCount: task.messageCount,
  }
}
