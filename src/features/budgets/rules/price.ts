import { calcPrice } from '@pydantic/genai-prices'
import { MICROS_PER_DOLLAR } from '@/platform/money'

/** `tokensIn` includes `tokensCached` and `tokensCacheWritten`, which includes what was written for an hour. */
export type Usage = {
  tokensIn: number
  tokensOut: number
  tokensCached: number
  tokensCacheWritten?: number
  tokensCacheWrittenLong?: number
}

/** Which model, of which provider ('' where it is not known), when. */
export type Priced = { model: string; provider: string; at: Date }

/** A company's own price, in micro-dollars per million tokens. */
export type OwnPrice = {
  inMicros: number
  outMicros: number
  cachedMicros: number | null
  cacheWrittenMicros: number | null
}

/** The same, as it was set. */
export type SetPrice = OwnPrice & { id: string; model: string; provider: string; startsOn: string }

const PER = 1_000_000n

/** What this usage costs at a company's own price, in micro-dollars, rounded to the nearest. Exact. */
export function ownPriceOf(price: OwnPrice, usage: Usage): number {
  const { tokensIn, tokensCached, tokensCacheWritten } = sound(usage)
  const parts: [tokens: number, micros: number][] = [
    [tokensIn - tokensCached - tokensCacheWritten, price.inMicros],
    [tokensCached, price.cachedMicros ?? price.inMicros],
    [tokensCacheWritten, price.cacheWrittenMicros ?? price.inMicros],
    [usage.tokensOut, price.outMicros],
  ]
  const sum = parts.reduce((all, [tokens, micros]) => all + BigInt(tokens) * BigInt(micros), 0n)
  return Number((sum + PER / 2n) / PER)
}

/** List price of this usage in micro-dollars, rounded to the nearest; null when the price table does not know the model. */
export function tablePriceOf(priced: Priced, usage: Usage): number | null {
  const found = inTable(priced, usage)
  // halves of a micro-dollar come out of the table's floats a little short of it
  return found ? Math.round(Number((found.total_price * MICROS_PER_DOLLAR).toFixed(3))) : null
}

/**
 * What the table knows of a model: which of its models it takes it for, and its prices, in dollars per million tokens. A model may
 * name its provider, as in `openai/gpt-5`; a provider that the table does not have is no reason not to know the model.
 */
export function inTable({ model, provider, at }: Priced, usage: Usage) {
  const { tokensIn, tokensCached, tokensCacheWritten } = sound(usage)
  const used = {
    input_tokens: tokensIn,
    output_tokens: usage.tokensOut,
    cache_read_tokens: tokensCached || undefined,
    cache_write_tokens: tokensCacheWritten || undefined,
    cache_write_1h_tokens: Math.min(usage.tokensCacheWrittenLong ?? 0, tokensCacheWritten) || undefined,
  }
  const slash = model.indexOf('/')
  const [maker, name] = slash > 0 ? [model.slice(0, slash), model.slice(slash + 1)] : ['', '']
  try {
    return (
      (provider && calcPrice(used, model, { providerId: provider, timestamp: at })) ||
      (maker && calcPrice(used, name, { providerId: maker, timestamp: at })) ||
      calcPrice(used, model, { timestamp: at })
    )
  } catch {
    // a row that cannot be computed prices nothing, which is shown as unpriced; the report counts all the same
    return null
  }
}

/** Tools do not all count alike: what was read from a cache is part of what went in, also where they say less. */
function sound({ tokensIn, tokensCached, tokensCacheWritten = 0 }: Usage) {
  return { tokensIn: Math.max(tokensIn, tokensCached + tokensCacheWritten), tokensCached, tokensCacheWritten }
}
