import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { changeReserved, lockReserved, tightest, withCounters } from '../locks'
import { changeHeld, openReservation } from '../reservations'
import { sliceFor } from '../rules/slice'
import { shortage } from '../shortage'

/**
 * Sets aside up to `askMicros` for one call to a model, inside the run's reservation, which is extended by a slice where it is too
 * small; never past a cap. What is held comes back with `recordCall` or `releaseHold`.
 * @throws Refusal budget_exhausted when not even `leastMicros` is there: it names the budget, and nothing is held;
 *   illegal_transition when the run is over
 */
export const holdSpend = defineCommand({
  name: 'holdSpend',
  grant: 'run:report',
  input: z
    .object({ runId: z.uuid(), askMicros: z.int().min(0), leastMicros: z.int().min(0) })
    .refine(({ askMicros, leastMicros }) => leastMicros <= askMicros, {
      error: 'the least is more than what is asked',
    }),
  output: z.object({ heldMicros: z.number() }),
  records: ['spend.extended'],
  announces: [],
  async run(work, { runId, askMicros, leastMicros }) {
    const budgets = await lockReserved(work, runId)
    const reservation = await openReservation(work, runId)
    const counters = await withCounters(work, budgets, reservation.periodStart)
    const lack = tightest(counters)
    const { restMicros } = reservation
    const slice = sliceFor({ askMicros, leastMicros, restMicros, leftMicros: lack?.leftMicros ?? null })
    if (!slice) {
      const leftMicros = restMicros + lack!.leftMicros
      throw await shortage(work, { counter: lack!.counter, askedMicros: askMicros, leftMicros, what: 'the call' })
    }
    const { holdMicros: heldMicros, extendMicros } = slice
    await changeHeld(work, runId, heldMicros, extendMicros)
    // a hold is no deed: its call is told by the cost, and a slice by its own entry
    if (extendMicros === 0) work.unchanged()
    else {
      const ids = budgets.map((budget) => budget.budgetId)
      await changeReserved(work, ids, reservation.periodStart, extendMicros)
      const details = { amountMicros: extendMicros }
      work.record({ action: 'spend.extended', subject: { kind: 'run', id: runId }, details })
    }
    return { heldMicros }
  },
})
