import type { Billing } from '../schema'

/** Which figure counts on budgets. */
export type BudgetsCount = 'billed' | 'list'

export type Figures = { costMicros: number; listMicros: number; countedMicros: number; isPriced: boolean }

type Known = {
  billing: Billing
  /** What the caller says; undefined when it says nothing. */
  saidMicros: number | undefined
  /** What the prices say; null when they do not know the model. */
  priceMicros: number | null
  budgetsCount: BudgetsCount
}

/**
 * What was billed, what it is at list price, and which of them counts on budgets. Of a subscription and of a local model nothing is
 * billed; what the caller says of them is the list price.
 */
export function figuresOf({ billing, saidMicros, priceMicros, budgetsCount }: Known): Figures {
  const isMetered = billing === 'metered'
  const listMicros = (isMetered ? (priceMicros ?? saidMicros) : (saidMicros ?? priceMicros)) ?? 0
  const costMicros = isMetered ? (saidMicros ?? priceMicros ?? 0) : 0
  const countedMicros = budgetsCount === 'list' ? listMicros : costMicros
  return { costMicros, listMicros, countedMicros, isPriced: saidMicros !== undefined || priceMicros !== null }
}

/**
 * Whether a company that blocks unknown models blocks this use: what would count on its budgets is not known. A local model costs
 * nothing, known or not, unless budgets count list prices.
 */
export function isBlocked(
  unknownModels: 'allow' | 'block',
  budgetsCount: BudgetsCount,
  { billing, isPriced }: { billing: Billing; isPriced: boolean },
): boolean {
  return unknownModels === 'block' && !isPriced && (billing === 'metered' || budgetsCount === 'list')
}
