import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { lockReserved, openBooksOfRun } from '../locks'
import { findReservation, keepReservation } from '../reservations'

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
    await openBooksOfRun(work)
    await lockReserved(work, runId)
    const reservation = await findReservation(work, runId)
    if (!reservation) return { releasedMicros: 0 }
    const { money, tokens } = reservation
    const releasedMicros = Math.min(money.held, heldMicros)
    await keepReservation(work, runId, {
      ...reservation,
      money: { ...money, held: money.held - releasedMicros },
      tokens: { ...tokens, held: Math.max(0, tokens.held - heldTokens) },
    })
    return { releasedMicros }
  },
})
