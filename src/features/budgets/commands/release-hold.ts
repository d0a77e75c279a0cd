import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { giveBack } from '../holds'

const Amount = z.int().min(0)

/**
 * Gives a call's hold back to its run's reservation, for a call that cost nothing; of one that did, `recordCall` gives it back.
 * After the end of the run there is nothing to give back, which is not an error.
 */
export const releaseHold = defineCommand({
  name: 'releaseHold',
  grant: 'run:report',
  input: z.object({ runId: z.uuid(), heldMicros: Amount, heldTokens: Amount.default(0) }),
  output: z.object({ releasedMicros: z.number() }),
  records: [],
  announces: [],
  async run(work, { runId, heldMicros, heldTokens }) {
    work.unchanged()
    return { releasedMicros: await giveBack(work, runId, { micros: heldMicros, tokens: heldTokens }) }
  },
})
