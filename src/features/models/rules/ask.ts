import { boundFor, type InputBound } from './input-bound'
import { defaultOutput, largestWithin, type OutputWish } from './output-limit'

/** What a token costs at most, in micro-dollars. */
type Rate = { inMicros: number; outMicros: number; windowTokens: number | null }

/** What a call is worth to one model. */
export type Ask = {
  /** The most that it can cost, with the answer that is wanted. */
  askMicros: number
  /** … with the shortest answer that is of use. */
  leastMicros: number
  /** Bound of the answer for so much money; null when not even the least fits. */
  outputWithin(limitMicros: number): number | null
}

/** A call of a model whose price is not known asks for nothing, and is bounded only where the client bounds it. */
const UNPRICED: Ask = { askMicros: 0, leastMicros: 0, outputWithin: () => 0 }

/** The most that a call can cost: the bound of its input, and the longest answer, at the model's rate. */
export function askOf(bound: InputBound, wish: OutputWish, rate: Rate | null): Ask {
  if (!rate) return UNPRICED
  const input = boundFor(bound, rate.windowTokens) * rate.inMicros
  const priceOf = (tokens: number) => Math.ceil(input + tokens * wish.answers * rate.outMicros)
  const wanted = wish.tokens ?? defaultOutput(rate.windowTokens)
  const least = Math.min(wish.leastTokens, wanted)
  return {
    askMicros: priceOf(wanted),
    leastMicros: priceOf(least),
    outputWithin: (limitMicros) => largestWithin(limitMicros, wanted, least, priceOf),
  }
}

/** What was used so far, in micro-dollars, rounded up: what was cached counts in full, because it is held against a bound. */
export function meteredMicros(rate: Rate, usage: { tokensIn: number; tokensOut: number }): number {
  return Math.ceil(usage.tokensIn * rate.inMicros + usage.tokensOut * rate.outMicros)
}
