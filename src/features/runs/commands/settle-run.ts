import { z } from 'zod'
import { settleSpend } from '@/features/budgets'
import { closeOpenCalls } from '@/features/models'
import { defineCommand, type Work } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { wakesToCall } from '../store'

/**
 * After a run: gives back what was reserved, and calls up what waits in the agent's inbox, so that wakes that came during the run
 * are answered by the next one.
 */
export const settleRun = defineCommand({
  name: 'settleRun',
  grant: 'run:report',
  input: z.object({ runId: z.uuid() }),
  output: z.object({ nextWakeId: z.uuid().nullable() }),
  records: ['run.settled'],
  announces: ['agent/wakeup.requested'],
  async run(work, { runId }) {
    const [run] = await work.sql<{ agentId: string }>(
      `SELECT "agentId" FROM "Run" WHERE "companyId" = $1 AND id = $2`,
      [work.companyId, runId],
    )
    if (!run) throw notFound('run')
    await closeOpenCalls.within(work, { runId })
    await settleSpend.within(work, { runId })
    const nextWakeId = await callNext(work, run.agentId)
    await callWaiting(work, run.agentId)
    work.record({ action: 'run.settled', subject: { kind: 'run', id: runId }, details: { nextWakeId } })
    return { nextWakeId }
  },
})

async function callNext(work: Work, agentId: string): Promise<string | null> {
  const wakes = await wakesToCall(work, agentId)
  for (const wake of wakes) {
    const data = { companyId: work.companyId, agentId, wakeId: wake.id }
    work.announce({ name: 'agent/wakeup.requested', data, forEngine: true })
  }
  return wakes[0]?.id ?? null
}

/** A place is free: whoever has waited longest for one is asked, next to the agent itself. */
async function callWaiting(work: Work, agentId: string): Promise<void> {
  const wakes = await work.sql<{ id: string; agentId: string }>(
    `SELECT DISTINCT ON (a.runtime) w.id, w."agentId" FROM "Wake" w JOIN "Agent" a ON a."companyId" = $1 AND a.id = w."agentId"
     WHERE w."companyId" = $1 AND w.state = 'pending' AND w.reason IN ('company_concurrency', 'runtime_concurrency')
       AND w."agentId" <> $2 ORDER BY a.runtime, w."createdAt", w.id`,
    [work.companyId, agentId],
  )
  for (const wake of wakes) {
    const data = { companyId: work.companyId, agentId: wake.agentId, wakeId: wake.id }
    work.announce({ name: 'agent/wakeup.requested', data, forEngine: true })
  }
}
