import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { lockReserved } from '../locks'
import { giveBackHold } from '../reservations'

/**
 * Gives a call's hold back to its run's reservation, for a call that cost nothing; of one that did, `recordCall` gives it back.
 * After the end of the run there is nothing to give back, which is not an error.
 */
export const releaseHold = defineCommand({
  name: 'releaseHold',
  grant: 'run:report',
  input: z.object({ runId: z.uuid(), heldMicros: z.int().min(0) }),
  output: z.object({ releasedMicros: z.number() }),
  records: [],
  announces: [],
  async run(work, { runId, heldMicros }) {
    await lockReserved(work, runId)
    work.unchanged()
    return { releasedMicros: await giveBackHold(work, runId, heldMicros) }
  },
})
