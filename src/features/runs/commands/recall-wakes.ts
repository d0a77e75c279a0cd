import { z } from 'zod'
import { defineCommand } from '@/platform/command'

/**
 * Calls up what waits in the inbox of one agent, or of all agents of the company: after a resume, or after a budget was raised.
 * One event an agent; admission takes all of its wakes together.
 */
export const recallWakes = defineCommand({
  name: 'recallWakes',
  grant: 'run:report',
  input: z.object({ agentId: z.uuid().nullish() }),
  output: z.object({ agents: z.number() }),
  records: [],
  announces: ['agent/wakeup.requested'],
  async run(work, { agentId }) {
    const wakes = await work.sql<{ id: string; agentId: string }>(
      `SELECT DISTINCT ON ("agentId") id, "agentId" FROM "Wake"
       WHERE "companyId" = $1 AND state = 'pending' AND ($2::uuid IS NULL OR "agentId" = $2) AND "dueAt" <= $3
       ORDER BY "agentId", "createdAt", id`,
      [work.companyId, agentId ?? null, work.now],
    )
    for (const wake of wakes) {
      const data = { companyId: work.companyId, agentId: wake.agentId, wakeId: wake.id }
      work.announce({ name: 'agent/wakeup.requested', data, forEngine: true })
    }
    work.unchanged()
    return { agents: wakes.length }
  },
})
