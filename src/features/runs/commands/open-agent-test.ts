import { z } from 'zod'
import { startedBy } from '@/features/org'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { livePlaces } from '../queries/list-workers'
import { labelsOf, whyNoWorker } from '../rules/placement'

export const Opened = z.object({
  /** To hear what becomes of it; null when there is nothing to wait for. */
  testId: z.uuid().nullable(),
  /** Why nobody can try the settings. */
  problem: z.string().nullable(),
})

/**
 * Asks for a worker that tries an agent's settings without a run.
 * @throws Refusal not_found; illegal_transition for a terminated agent
 */
export const openAgentTest = defineCommand({
  name: 'openAgentTest',
  grant: 'org:write',
  input: z.object({ agentId: z.uuid() }),
  output: Opened,
  records: ['agent.tested'],
  announces: [],
  async run(work, { agentId }): Promise<z.output<typeof Opened>> {
    const [agent] = await work.sql<{ runtime: string; runtimeConfig: Record<string, unknown>; status: string }>(
      `SELECT runtime, "runtimeConfig", status FROM "Agent" WHERE "companyId" = $1 AND id = $2`,
      [work.companyId, agentId],
    )
    if (!agent) throw notFound('agent')
    if (agent.status === 'terminated')
      throw new Refusal('illegal_transition', 'A terminated agent cannot be tried out.')
    const runtime = startedBy(agent.runtime, agent.runtimeConfig)
    work.record({ action: 'agent.tested', subject: { kind: 'agent', id: agentId }, details: { runtime } })
    if (!runtime) return { testId: null, problem: 'Nothing starts this agent: it fetches its work itself.' }
    const workerLabels = labelsOf(agent.runtimeConfig)
    const problem = whyNoWorker({ runtime, workerLabels }, await livePlaces(work))
    if (problem) return { testId: null, problem: `Nobody can try this: ${problem}` }
    const testId = work.newId()
    await work.sql(
      `INSERT INTO "AgentTest" (id, "companyId", "agentId", runtime, "workerLabels", "askedAt") VALUES ($2, $1, $3, $4, $5, $6)`,
      [work.companyId, testId, agentId, runtime, workerLabels, work.now],
    )
    return { testId, problem: null }
  },
})
