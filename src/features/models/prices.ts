import { calcPrice } from '@pydantic/genai-prices'
import { priceOf } from '@/features/budgets/rules/price'

/** What a token of a model costs at most, in micro-dollars, and how much the model can hold. */
export type Rate = { inMicros: number; outMicros: number; windowTokens: number | null }

export type Asked = {
  model: string
  provider: string
  /** Bound of the input: some models are dearer from some length on. */
  tokensIn: number
  /** Whether the client has the provider keep what it sends, which costs more than to send it. */
  writesCache: boolean
  /** … for an hour. */
  writesLong: boolean
}

/** Written for an hour it is this much dearer than for minutes. */
const LONG_CACHE_FACTOR = 1.6
const SAMPLE_OUT = 1_000_000
const KEPT = 2_000
const KEPT_MS = 30_000
/** The table is slow to search; a rate is asked for with every call. */
const rates = new Map<string, { rate: Rate | null; until: number }>()

/** The rate for an input of this length, rounded up; null when nobody knows the model's price. */
export function rateFor(asked: Asked, nowMs: number): Rate | null {
  const length = 2 ** Math.ceil(Math.log2(Math.max(asked.tokensIn, 1024)))
  const key = JSON.stringify([asked.provider, asked.model, length, asked.writesCache, asked.writesLong])
  const kept = rates.get(key)
  if (kept && kept.until > nowMs) return kept.rate
  const rate = computeRate(asked, length)
  if (rates.size >= KEPT) rates.clear()
  rates.set(key, { rate, until: nowMs + KEPT_MS })
  return rate
}

function computeRate({ model, writesCache, writesLong }: Asked, length: number): Rate | null {
  const usage = { tokensIn: length, tokensOut: 0, tokensCached: 0 }
  const input = priceOf(model, usage)
  const both = priceOf(model, { ...usage, tokensOut: SAMPLE_OUT })
  if (input === null || both === null) return null
  const factor = writesLong ? 1.25 * LONG_CACHE_FACTOR : writesCache ? 1.25 : 1
  // half a micro-dollar may have been lost in rounding
  return {
    inMicros: ((input + 1) / length) * factor,
    outMicros: (both - input + 1) / SAMPLE_OUT,
    windowTokens: windowOf(model),
  }
}

function windowOf(model: string): number | null {
  try {
    return calcPrice({ input_tokens: 1 }, model)?.model.context_window ?? null
  } catch {
    return null
  }
}
