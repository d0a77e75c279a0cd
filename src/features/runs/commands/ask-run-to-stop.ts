import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'

/**
 * Asks a live run to end. A queued one is cancelled at once by the engine; a running one hears it with its worker's next beat, is
 * ended with its whole process tree, and confirmed by the worker. Asking again changes nothing.
 * @throws Refusal illegal_transition when the run has ended
 */
export const askRunToStop = defineCommand({
  name: 'askRunToStop',
  grant: 'run:control',
  about: ({ runId }) => [['run', runId]],
  input: z.object({ runId: z.uuid(), reason: z.string().trim().min(1).max(200).default('manual') }),
  output: z.object({ state: z.string() }),
  records: ['run.stopAsked'],
  announces: ['run/stop.asked'],
  async run(work, { runId, reason }) {
    const [run] = await work.sql<{ state: string; agentId: string; fence: number; stopReason: string | null }>(
      `SELECT state, "agentId", fence, "stopReason" FROM "Run" WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE`,
      [work.companyId, runId],
    )
    if (!run) throw notFound('run')
    if (work.actor.kind === 'agent' && work.actor.id !== run.agentId) {
      throw new Refusal('forbidden', 'An agent stops its own runs only.')
    }
    if (run.state !== 'queued' && run.state !== 'running') {
      throw new Refusal('illegal_transition', `The run has ended already: ${run.state}.`, { state: run.state })
    }
    if (run.stopReason) {
      work.unchanged()
      return { state: run.state }
    }
    await work.sql(`UPDATE "Run" SET "stopReason" = $3, "stopAskedAt" = $4 WHERE "companyId" = $1 AND id = $2`, [
      work.companyId,
      runId,
      reason,
      work.now,
    ])
    work.record({ action: 'run.stopAsked', subject: { kind: 'run', id: runId }, details: { reason } })
    const data = {
      companyId: work.companyId,
      runId,
      agentId: run.agentId,
      fence: run.fence,
      isQueued: run.state === 'queued',
    }
    work.announce({ name: 'run/stop.asked', data, forEngine: run.state === 'queued' })
    return { state: run.state }
  },
})
