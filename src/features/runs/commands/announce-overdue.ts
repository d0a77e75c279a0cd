import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { IS_OVERDUE } from '../queries/find-overdue'

/** How many wakes one call announces; the rest is there for the next. */
const MOST = 1000

/**
 * Announces each wake that waits for too long, once, by its own age: after half an hour where its agent could run, after a day
 * whatever it waits for. Its agent's inbox is called up once more.
 */
export const announceOverdue = defineCommand({
  name: 'announceOverdue',
  grant: 'run:report',
  input: z.object({}),
  output: z.object({ agents: z.number(), wakes: z.number() }),
  records: ['wake.overdue'],
  announces: ['wake/overdue', 'agent/wakeup.requested'],
  async run(work) {
    const agents = await work.sql<{ agentId: string; wakeId: string; wakes: number; oldestDueAt: string }>(
      `WITH old AS (
         UPDATE "Wake" SET "overdueAt" = $2 WHERE "companyId" = $1 AND "overdueAt" IS NULL AND id = ANY (ARRAY(
           SELECT w.id FROM "Wake" w JOIN "Agent" a ON a."companyId" = $1 AND a.id = w."agentId" JOIN "Company" c ON c.id = $1
           WHERE w."companyId" = $1 AND ${IS_OVERDUE('$2::timestamptz')} ORDER BY w."dueAt" LIMIT ${MOST}))
         RETURNING "agentId", id, "dueAt"
       )
       SELECT "agentId", (array_agg(id ORDER BY "dueAt", id))[1] AS "wakeId", count(*)::int AS wakes, min("dueAt") AS "oldestDueAt"
       FROM old GROUP BY "agentId" ORDER BY "agentId"`,
      [work.companyId, work.now],
    )
    if (agents.length === 0) work.unchanged()
    for (const { agentId, wakeId, ...details } of agents) {
      work.record({ action: 'wake.overdue', subject: { kind: 'agent', id: agentId }, details })
      work.announce({ name: 'wake/overdue', data: { agentId, wakeId } })
      const data = { companyId: work.companyId, agentId, wakeId }
      work.announce({ name: 'agent/wakeup.requested', data, forEngine: true })
    }
    return { agents: agents.length, wakes: agents.reduce((sum, agent) => sum + agent.wakes, 0) }
  },
})
