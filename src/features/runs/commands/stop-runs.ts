import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { askRunToStop } from './ask-run-to-stop'

/** Asks every live run of an agent, of a list, or of the whole company, to stop: after a halt, a pause or a termination. */
export const stopRuns = defineCommand({
  name: 'stopRuns',
  grant: 'run:report',
  input: z.object({ agentId: z.uuid().nullish(), runIds: z.array(z.uuid()).optional(), reason: z.string() }),
  output: z.object({ asked: z.number() }),
  records: [],
  announces: [],
  async run(work, { agentId, runIds, reason }) {
    const runs = await work.sql<{ id: string }>(
      `SELECT id FROM "Run" WHERE "companyId" = $1 AND state IN ('queued', 'running') AND ($2::uuid IS NULL OR "agentId" = $2)
         AND ($3::uuid[] IS NULL OR id = ANY($3)) ORDER BY id`,
      [work.companyId, agentId ?? null, runIds ?? null],
    )
    work.unchanged()
    let asked = 0
    for (const run of runs) {
      // One that ended in between needs no stop.
      const { refusal } = await work.attempt(() => askRunToStop.within(work, { runId: run.id, reason }))
      if (!refusal) asked += 1
    }
    return { asked }
  },
})
