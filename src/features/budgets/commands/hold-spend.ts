import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import type { Counter } from '../chain'
import { ageWindows, changeCounters, changesOf, tightest, withCounters } from '../counters'
import { holdWithin } from '../holds'
import { lockReserved, openBooksOfRun } from '../locks'
import { keepReservation, openReservation, reservedOn, rollReservation } from '../reservations'
import type { Aside } from '../rules/draw'
import { type Slice, sliceFor } from '../rules/slice'
import { shortage } from '../shortage'

const Amount = z.int().min(0)

/**
 * Sets aside up to `askMicros`, and `askTokens` if they are named, for one call to a model, inside the run's reservation, which is
 * extended by a slice where it is too small; never past a cap. What is held comes back with `recordCall` or `releaseHold`.
 * @throws Refusal budget_exhausted when not even the least is there: it names the budget, and nothing is held; with
 *   `retryAfterSeconds` where it is not spent but held by others; illegal_transition when the run is over
 */
export const holdSpend = defineCommand({
  name: 'holdSpend',
  grant: 'run:report',
  input: z
    .object({
      runId: z.uuid(),
      askMicros: Amount,
      leastMicros: Amount,
      askTokens: Amount.default(0),
      leastTokens: Amount.default(0),
    })
    .refine((wish) => wish.leastMicros <= wish.askMicros && wish.leastTokens <= wish.askTokens, {
      error: 'the least is more than what is asked',
    }),
  /** Where no budget caps tokens, none are held. */
  output: z.object({ heldMicros: z.number(), heldTokens: z.number(), capsTokens: z.boolean() }),
  records: ['spend.extended'],
  announces: [],
  async run(work, { runId, askMicros, leastMicros, askTokens, leastTokens }) {
    const within = await holdWithin(work, runId, { micros: askMicros, tokens: askTokens })
    if (within) {
      work.unchanged()
      return within
    }
    const month = await openBooksOfRun(work)
    const budgets = await lockReserved(work, runId)
    await ageWindows(work, budgets)
    const reservation = await rollReservation(work, runId, await openReservation(work, runId), budgets, month)
    const counters = await withCounters(work, budgets, month)
    const money = await slice(work, counters, 'money', { ask: askMicros, least: leastMicros }, reservation.money)
    const capsTokens = counters.some(({ metric, cap }) => metric === 'tokens' && cap !== null)
    const ofTokens = capsTokens ? { ask: askTokens, least: leastTokens } : NOTHING
    const tokens = await slice(work, counters, 'tokens', ofTokens, reservation.tokens)
    await keepReservation(work, runId, {
      ...reservation,
      money: after(reservation.money, money),
      tokens: after(reservation.tokens, tokens),
    })
    await changeCounters(
      work,
      changesOf(budgets, month, (budget) => reservedOn(budget, money.extend, tokens.extend)),
    )
    // a hold is no deed: its call is told by the cost, and a slice by its own entry
    if (money.extend === 0) work.unchanged()
    else {
      const details = { amountMicros: money.extend }
      work.record({ action: 'spend.extended', subject: { kind: 'run', id: runId }, details })
    }
    return { heldMicros: money.hold, heldTokens: tokens.hold, capsTokens }
  },
})

const NOTHING = { ask: 0, least: 0 }
/** After so long, what is held for an answer has mostly come back. */
const ANSWER_SECONDS = 5

const after = ({ amount, drawn, held }: Aside, { hold, extend }: Slice): Aside => ({
  amount: amount + extend,
  drawn,
  held: held + hold,
})

type Wish = { ask: number; least: number }

async function slice(work: Work, counters: Counter[], metric: 'money' | 'tokens', { ask, least }: Wish, aside: Aside) {
  const lack = tightest(counters, metric)
  const rest = aside.amount - aside.drawn - aside.held
  const found = sliceFor({ ask, least, rest, left: lack?.left ?? null })
  if (found) return found
  const { counter, left } = lack!
  const isOnlyHeld = counter.cap !== null && counter.spent + least <= counter.cap
  const again = isOnlyHeld ? { retryAfterSeconds: ANSWER_SECONDS } : {}
  throw await shortage(work, { counter, asked: ask, left: rest + left, what: 'the call', ...again })
}
