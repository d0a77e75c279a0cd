import type { View } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import type { Counter } from './chain'
import { amountText } from './rules/amount'
import { SCOPE_JOINS, SCOPE_NAME } from './store'

type Shortage = {
  counter: Counter
  asked: number
  left: number
  what: string
  isNew?: boolean
  /** When to ask again, where others only hold what is missing. */
  retryAfterSeconds?: number
}

/**
 * The refusal of something that a budget does not allow: which budget, what was asked, and the smaller amount that it could have.
 * Facts of money are askedMicros and leftMicros, else asked and left.
 * @param what for the sentence: `a run`, `the call`; `isNew` for what the stop of the budget keeps from starting
 */
export async function shortage(
  view: View,
  { counter, asked, left: leftOrLess, what, isNew = false, retryAfterSeconds }: Shortage,
): Promise<Refusal> {
  const [row] = await view.sql<{ scopeName: string | null }>(
    `SELECT ${SCOPE_NAME} AS "scopeName" FROM "Budget" b ${SCOPE_JOINS} WHERE b."companyId" = $1 AND b.id = $2`,
    [view.companyId, counter.budgetId],
  )
  const { scopeKind, scopeId, metric, window } = counter
  const left = Math.max(0, leftOrLess)
  const scopeName = row?.scopeName ?? 'what is gone'
  const stop = isNew ? stopText(counter) : ''
  const has = `The budget of ${scopeName} has ${amountText(metric, left)} left${whenText(counter)}${stop}`
  const figures = metric === 'money' ? { askedMicros: asked, leftMicros: left } : { asked, left }
  const isHeld = retryAfterSeconds !== undefined
  const facts = { scopeKind, scopeId, scopeName, metric, window, ...figures, ...(isHeld && { retryAfterSeconds }) }
  const held = isHeld ? ' Others hold the rest for now.' : ''
  return new Refusal('budget_exhausted', `${has}; ${what} asks for ${amountText(metric, asked)}.${held}`, facts)
}

/** Why less is left than the cap says. */
function stopText({ metric, cap, stopPercent }: Counter): string {
  if (cap === null || stopPercent === 100) return ''
  return ` for what is new (up to ${stopPercent} % of ${amountText(metric, cap)})`
}

function whenText({ window, windowHours }: Counter): string {
  if (window === 'month') return ' this month'
  return window === 'rolling' ? ` in ${windowHours} hours` : ''
}
