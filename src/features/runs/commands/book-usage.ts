import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { ModelUsage } from '../schema'
import { bookSoFar } from '../usage-store'

/**
 * Books what a run has used so far, while it goes on, so that a budget stops it while it spends. Told twice, it books once. Of a run that
 * is over, or somebody else's by now, nothing is booked.
 * @param usage of the whole run so far, by model
 */
export const bookUsage = defineCommand({
  name: 'bookUsage',
  grant: 'run:report',
  input: z.object({ runId: z.uuid(), fence: z.int(), usage: z.array(ModelUsage).max(50) }),
  output: z.object({ /** How many models it is about. */ models: z.number() }),
  records: [],
  announces: [],
  async run(work, { runId, fence, usage }) {
    work.unchanged()
    // the agent's row before the run's
    await work.sql(
      `SELECT 1 FROM "Agent" WHERE "companyId" = $1 AND id = (SELECT "agentId" FROM "Run" WHERE "companyId" = $1 AND id = $2)
       FOR NO KEY UPDATE`,
      [work.companyId, runId],
    )
    const [run] = await work.sql<{ id: string; agentId: string; taskId: string | null }>(
      `SELECT id, "agentId", "taskId" FROM "Run" WHERE "companyId" = $1 AND id = $2 AND fence = $3 AND state = 'running' FOR NO KEY UPDATE`,
      [work.companyId, runId, fence],
    )
    if (run) await bookSoFar(work, run, usage)
    return { models: run ? usage.length : 0 }
  },
})
