import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { releaseReservation } from '../store'

/** Ends the reservation of a finished run; what it really cost is in the ledger already. Repeating it changes nothing. */
export const settleSpend = defineCommand({
  name: 'settleSpend',
  grant: 'run:report',
  input: z.object({ runId: z.uuid() }),
  output: z.object({ releasedMicros: z.number() }),
  records: ['spend.settled'],
  announces: [],
  async run(work, { runId }) {
    const released = await releaseReservation(work, runId)
    if (!released) {
      work.unchanged()
      return { releasedMicros: 0 }
    }
    const details = { releasedMicros: released.amountMicros }
    work.record({ action: 'spend.settled', subject: { kind: 'run', id: runId }, details })
    return details
  },
})
