import { MICROS_PER_DOLLAR } from '@/platform/money'
import type { EffectivePrice } from '../schema'
import { inTable, type Priced, type SetPrice } from './price'

const NOTHING = { tokensIn: 0, tokensOut: 0, tokensCached: 0 }
/** What the table calls its prices, in dollars per million tokens. */
const KEYS = {
  in: 'input_mtok',
  out: 'output_mtok',
  cached: 'cache_read_mtok',
  cacheWritten: 'cache_write_mtok',
} as const
type Part = keyof typeof KEYS
const PARTS = Object.keys(KEYS) as Part[]

/** Price of a model in micro-dollars per million tokens: the company's own, else the table's with its tiers, else none. */
export function effectivePrice(own: SetPrice | null, priced: Priced): EffectivePrice {
  if (own) {
    const { inMicros, outMicros } = own
    const cachedMicros = own.cachedMicros ?? inMicros
    const cacheWrittenMicros = own.cacheWrittenMicros ?? inMicros
    const figures = { inMicros, outMicros, cachedMicros, cacheWrittenMicros }
    return { source: 'company', matched: own.model, provider: own.provider || null, ...figures, tiers: [] }
  }
  const found = inTable(priced, NOTHING)
  const none = { inMicros: null, outMicros: null, cachedMicros: null, cacheWrittenMicros: null }
  if (!found) return { source: null, matched: null, provider: null, ...none, tiers: [] }
  const prices = found.model_price
  const base = (part: Part) => {
    const price = prices[KEYS[part]]
    return price === undefined ? null : micros(typeof price === 'number' ? price : price.base)
  }
  const tiers = PARTS.flatMap((of) => {
    const price = prices[KEYS[of]]
    if (price === undefined || typeof price === 'number') return []
    return price.tiers.map((tier) => ({ of, aboveTokens: tier.start, micros: micros(tier.price) }))
  })
  return {
    ...{ source: 'table', matched: found.model.id, provider: found.provider.id },
    ...{ inMicros: base('in'), outMicros: base('out') },
    cachedMicros: base('cached') ?? base('in'),
    cacheWrittenMicros: base('cacheWritten') ?? base('in'),
    tiers,
  }
}

const micros = (dollars: number) => Math.round(dollars * MICROS_PER_DOLLAR)
