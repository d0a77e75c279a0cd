import type { View } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { formatMicros } from '@/platform/money'
import type { Counter } from './chain'
import { SCOPE_JOINS, SCOPE_NAME } from './store'

type Shortage = { counter: Counter; askedMicros: number; leftMicros: number; what: string }

/**
 * The refusal of something that a budget does not allow: which budget, what was asked, and the smaller amount that it could have.
 * @param what for the sentence: `a run`, `the call`
 */
export async function shortage(view: View, { counter, askedMicros, leftMicros, what }: Shortage): Promise<Refusal> {
  const [row] = await view.sql<{ scopeName: string | null }>(
    `SELECT ${SCOPE_NAME} AS "scopeName" FROM "Budget" b ${SCOPE_JOINS} WHERE b."companyId" = $1 AND b.id = $2`,
    [view.companyId, counter.budgetId],
  )
  const left = Math.max(0, leftMicros)
  const scopeName = row?.scopeName ?? 'what is gone'
  const sentence = `The budget of ${scopeName} has ${formatMicros(left)} left this month; ${what} asks for ${formatMicros(askedMicros)}.`
  const facts = { scopeKind: counter.scopeKind, scopeId: counter.scopeId, scopeName, askedMicros, leftMicros: left }
  return new Refusal('budget_exhausted', sentence, facts)
}
