import type { Billing } from '../schema'
import { type BudgetsCount, figuresOf } from './figures'
import type { Usage } from './price'

type Tokens = Required<Omit<Usage, 'tokensCacheWrittenLong'>>
/** What an entry of the ledger comes to, with all its corrections. */
export type Standing = Tokens & {
  billing: Billing
  costMicros: number
  listMicros: number
  countedMicros: number
  isPriced: boolean
}
export type Change = Partial<Tokens> & { costMicros?: number }
/** What a counter-entry adds; negative where the entry was too high. */
export type Delta = Tokens & { costMicros: number; listMicros: number; countedMicros: number; isPriced: boolean }

const FIGURES = [
  ...(['tokensIn', 'tokensOut', 'tokensCached', 'tokensCacheWritten'] as const),
  ...(['costMicros', 'listMicros', 'countedMicros'] as const),
]

/** Takes back all that an entry comes to. */
export function voiding(standing: Standing): Delta {
  return less(standing, { ...standing, ...zeros(), isPriced: true })
}

/** The tokens as they should have been reported. */
export function rightTokens(standing: Standing, change: Change): Tokens {
  const { tokensIn, tokensOut, tokensCached, tokensCacheWritten } = { ...standing, ...defined(change) }
  return { tokensIn, tokensOut, tokensCached, tokensCacheWritten }
}

/**
 * What it takes from what an entry comes to, to what it should. Other tokens are priced anew, unless the cost is said or nobody knows
 * the price; then the dollars stay.
 * @param priceMicros price of the right tokens; null where nobody knows it
 * @returns null when it changes nothing
 */
export function adjusting(
  standing: Standing,
  change: Change,
  priceMicros: number | null,
  budgetsCount: BudgetsCount,
): Delta | null {
  const tokens = rightTokens(standing, change)
  const hasOtherTokens = (Object.keys(tokens) as (keyof Tokens)[]).some((key) => tokens[key] !== standing[key])
  const { billing, isPriced } = standing
  const before = isPriced ? (billing === 'metered' ? standing.costMicros : standing.listMicros) : undefined
  const figures = figuresOf({
    billing,
    saidMicros: change.costMicros ?? (hasOtherTokens && priceMicros !== null ? undefined : before),
    // the list price of the same tokens stays, unless it was no more than what was said
    priceMicros: hasOtherTokens || !isPriced || priceMicros === null ? priceMicros : standing.listMicros,
    budgetsCount: counting(standing, budgetsCount),
  })
  const delta = less(standing, { ...tokens, ...figures })
  const isChange = FIGURES.some((key) => delta[key] !== 0) || figures.isPriced !== isPriced
  return isChange ? delta : null
}

/** Which figure the entry counted on budgets; where it cannot be seen, what the company counts now. */
function counting({ costMicros, listMicros, countedMicros }: Standing, now: BudgetsCount): BudgetsCount {
  if (costMicros === listMicros) return now
  return countedMicros === listMicros ? 'list' : 'billed'
}

function less(from: Standing, to: Delta): Delta {
  return { ...zeros(), ...Object.fromEntries(FIGURES.map((key) => [key, to[key] - from[key]])), isPriced: to.isPriced }
}

function zeros() {
  const tokens = { tokensIn: 0, tokensOut: 0, tokensCached: 0, tokensCacheWritten: 0 }
  return { ...tokens, costMicros: 0, listMicros: 0, countedMicros: 0 }
}

function defined(change: Change): Partial<Tokens> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}
