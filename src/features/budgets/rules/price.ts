import { calcPrice } from '@pydantic/genai-prices'
import { MICROS_PER_DOLLAR } from '@/platform/money'

export type Usage = { tokensIn: number; tokensOut: number; tokensCached: number }

/**
 * List price of this usage in micro-dollars, rounded to the nearest; null when the price table does not know the model.
 * `tokensIn` includes `tokensCached`. Prices: the table inside @pydantic/genai-prices.
 */
export function priceOf(model: string, usage: Usage): number | null {
  const result = calcPrice(
    {
      input_tokens: usage.tokensIn,
      output_tokens: usage.tokensOut,
      cache_read_tokens: usage.tokensCached || undefined,
    },
    model,
  )
  return result ? Math.round(result.total_price * MICROS_PER_DOLLAR) : null
}
