import { costRules, priceOf } from '@/features/budgets'
import { billingAtHome, billingOf } from '@/features/budgets/rules/billing'
import { figuresOf, isBlocked } from '@/features/budgets/rules/figures'
import { inTable, type Usage } from '@/features/budgets/rules/price'
import type { View } from '@/platform/command'

/** What a token of a model costs at most on the company's budgets, in micro-dollars, and how much the model can hold. */
export type Rate = { inMicros: number; outMicros: number; windowTokens: number | null }
/** `rate` is null when nobody knows the price; then the company may have forbidden the model. */
export type Priced = { rate: Rate | null; isBlocked: boolean }

export type Asked = {
  model: string
  provider: string
  /** Bound of the input: some models are dearer from some length on. */
  tokensIn: number
  /** Whether the client has the provider keep what it sends, which costs more than to send it. */
  writesCache: boolean
  /** … for an hour. */
  writesLong: boolean
  /** Of an address of one's own. */
  isAtHome: boolean
}

/** To be kept for an hour costs so much more than for minutes. */
const LONG_CACHE_FACTOR = 1.6
const SAMPLE_OUT = 1_000_000
const KEPT = 5_000
const KEPT_MS = 15_000
/** The table is slow to search, and a rate is asked for with every call. */
const kept = new Map<string, { priced: Priced; until: number }>()

/** What the call's model costs in this company for an input of this length, rounded up. A changed price counts within seconds. */
export async function rateFor(view: View, asked: Asked): Promise<Priced> {
  const length = 2 ** Math.ceil(Math.log2(Math.max(asked.tokensIn, 1024)))
  const { model, provider, writesCache, writesLong, isAtHome } = asked
  const key = JSON.stringify([view.companyId, provider, model, length, writesCache, writesLong, isAtHome])
  const nowMs = Date.now()
  const known = kept.get(key)
  if (known && known.until > nowMs) return known.priced
  const priced = await compute(view, asked, length)
  if (kept.size >= KEPT) kept.clear()
  kept.set(key, { priced, until: nowMs + KEPT_MS })
  return priced
}

async function compute(view: View, asked: Asked, length: number): Promise<Priced> {
  const { model, provider, writesCache, writesLong } = asked
  const named = { model, provider, at: view.now }
  const rules = await costRules(view, null, named)
  const { budgetsCount } = rules
  const figures = (usage: Usage) => {
    const priceMicros = priceOf(rules.ownPrice, named, usage)
    const usual = billingOf(provider, model)
    const billing = asked.isAtHome ? billingAtHome(provider, model, priceMicros !== null) : usual
    return { billing, ...figuresOf({ billing, saidMicros: undefined, budgetsCount, priceMicros }) }
  }
  const usage = { tokensIn: length, tokensOut: 0, tokensCached: 0, tokensCacheWritten: 0 }
  const plain = figures(usage)
  if (!plain.isPriced) return { rate: null, isBlocked: isBlocked(rules.unknownModels, budgetsCount, plain) }
  const written = writesCache ? figures({ ...usage, tokensCacheWritten: length }).countedMicros : 0
  const input = Math.max(plain.countedMicros, written * (writesLong ? LONG_CACHE_FACTOR : 1))
  const output = figures({ ...usage, tokensOut: SAMPLE_OUT }).countedMicros - plain.countedMicros
  const windowTokens = inTable(named, usage)?.model.context_window ?? null
  return {
    rate: { inMicros: perToken(input, length), outMicros: perToken(output, SAMPLE_OUT), windowTokens },
    isBlocked: false,
  }
}

/** Half a micro-dollar may have been lost in rounding. */
const perToken = (micros: number, tokens: number) => (micros > 0 ? (micros + 1) / tokens : 0)
