import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { RunEventIn } from '../schema'
import { storeEvents } from '../store'

/**
 * Stores what a run printed. Log lines are the run's record, not the company's: they are not audited, and live screens are told.
 * @throws Refusal stale_version when the run belongs to another worker or has ended
 */
export const appendRunEvents = defineCommand({
  name: 'appendRunEvents',
  grant: 'run:report',
  input: z.object({ runId: z.uuid(), fence: z.int(), events: z.array(RunEventIn).max(5000) }),
  output: z.object({ lastSeq: z.number(), stopReason: z.string().nullable() }),
  records: [],
  announces: ['run/logged'],
  async run(work, { runId, fence, events }) {
    const [run] = await work.sql<{ stopReason: string | null }>(
      `SELECT "stopReason" FROM "Run" WHERE "companyId" = $1 AND id = $2 AND fence = $3 AND state = 'running'`,
      [work.companyId, runId, fence],
    )
    if (!run) throw new Refusal('stale_version', 'This run belongs to somebody else now.')
    const lastSeq = await storeEvents(work, runId, events)
    work.unchanged()
    work.announce({ name: 'run/logged', data: { runId, lastSeq } })
    return { lastSeq, stopReason: run.stopReason }
  },
})
