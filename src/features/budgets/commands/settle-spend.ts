import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { lockReserved, openBooksOfRun } from '../locks'
import { endReservation } from '../reservations'

/** Ends the reservation of a finished run; what it did not spend is free again. Repeating it changes nothing. */
export const settleSpend = defineCommand({
  name: 'settleSpend',
  grant: 'run:report',
  input: z.object({ runId: z.uuid() }),
  output: z.object({ releasedMicros: z.number(), releasedTokens: z.number() }),
  records: ['spend.settled'],
  announces: [],
  async run(work, { runId }) {
    await openBooksOfRun(work)
    const released = await endReservation(work, runId, await lockReserved(work, runId))
    if (!released) {
      work.unchanged()
      return { releasedMicros: 0, releasedTokens: 0 }
    }
    work.record({ action: 'spend.settled', subject: { kind: 'run', id: runId }, details: released })
    return released
  },
})
