import type { z } from 'zod'
import { postMessage } from '@/features/tasks'
import { actingAs, type Work } from '@/platform/command'
import type { FinishRun } from '../schema'
import { dropSessions, keepSession } from '../session-store'
import { bookAtEnd } from '../usage-store'

type Reported = { id: string; agentId: string; taskId: string | null; runtime: string }

/**
 * Keeps what a coding agent's tool said at the end of a run, however it went: what it used, unless the gateway has booked it, its
 * session, and its last words, which go into the thread of its task when it has written nothing there itself.
 */
export async function keepReport(work: Work, run: Reported, input: z.output<typeof FinishRun>): Promise<void> {
  const mine = actingAs(work, { kind: 'agent', id: run.agentId, runId: run.id })
  const { usage = [], session, summary } = input
  await bookAtEnd(work, run, usage)
  const { taskId, agentId } = run
  if (taskId && session) {
    const tokens = usage.reduce((sum, used) => sum + used.tokensIn + used.tokensOut, 0)
    await keepSession(work, { agentId, taskId }, run.runtime, session, tokens)
  }
  if (taskId && session === null) await dropSessions(work, agentId, taskId)
  if (summary) await noteSummary(work, mine, run, summary)
}

async function noteSummary(work: Work, mine: Work, { id, taskId }: Reported, summary: string): Promise<void> {
  await work.sql(
    `UPDATE "Run" SET result = coalesce(result, '{}') || jsonb_build_object('summary', $3::text) WHERE "companyId" = $1 AND id = $2`,
    [work.companyId, id, summary],
  )
  if (!taskId) return
  const said = await work.db.message.findFirst({ where: { taskId, runId: id }, select: { id: true } })
  if (!said) await work.attempt(() => postMessage.within(mine, { taskId, content: summary }))
}
