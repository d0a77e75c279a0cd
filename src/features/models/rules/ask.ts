import { boundFor, type InputBound } from './input-bound'
import { defaultOutput, largestFitting, type OutputWish } from './output-limit'

/** What a token costs at most, in micro-dollars. */
type Rate = { inMicros: number; outMicros: number; windowTokens: number | null }

/** What is held for a call. */
export type Held = {
  micros: number
  /** Null where no budget caps tokens. */
  tokens: number | null
}

/** What a call is worth to one model. */
export type Ask = {
  /** The most that it can cost, with the answer that is wanted; nothing where the price is not known. */
  askMicros: number
  askTokens: number
  /** … with the shortest answer that is of use. */
  leastMicros: number
  leastTokens: number
  /** What may be asked of the model for so much; null when not even the least fits. */
  within(held: Held): { maxOutput: number | null } | null
}

const UNKNOWN = { inMicros: 0, outMicros: 0, windowTokens: null }

/**
 * The most that a call can cost and use: the bound of its input, and the longest answer, at the model's rate. A model whose price is
 * not known is bounded only where the client or a budget of tokens bounds it.
 */
export function askOf(bound: InputBound, wish: OutputWish, rate: Rate | null): Ask {
  const { inMicros, outMicros, windowTokens } = rate ?? UNKNOWN
  const input = boundFor(bound, windowTokens)
  const microsOf = (output: number) => Math.ceil(input * inMicros + output * wish.answers * outMicros)
  const tokensOf = (output: number) => input + output * wish.answers
  // no answer is longer than the model's window, whatever is wished
  const wanted = Math.min(wish.tokens ?? defaultOutput(windowTokens), windowTokens ?? Number.POSITIVE_INFINITY)
  const least = Math.min(wish.leastTokens, wanted)
  return {
    ...{ askMicros: microsOf(wanted), leastMicros: microsOf(least) },
    ...{ askTokens: tokensOf(wanted), leastTokens: tokensOf(least) },
    within({ micros, tokens }) {
      if (!rate && tokens === null) return { maxOutput: null }
      const fits = (output: number) => microsOf(output) <= micros && (tokens === null || tokensOf(output) <= tokens)
      const maxOutput = largestFitting(wanted, least, fits)
      return maxOutput === null ? null : { maxOutput }
    },
  }
}

/** What was used so far, in micro-dollars, rounded up: what was cached counts in full, because it is held against a bound. */
export function meteredMicros(rate: Rate, usage: { tokensIn: number; tokensOut: number }): number {
  return Math.ceil(usage.tokensIn * rate.inMicros + usage.tokensOut * rate.outMicros)
}

type Used = { tokensIn: number; tokensOut: number }

/** Whether a call that has used so much is within what is held for it. */
export function isWithin(held: Held, rate: Rate | null, used: Used): boolean {
  if (held.tokens !== null && used.tokensIn + used.tokensOut > held.tokens) return false
  return rate === null || meteredMicros(rate, used) <= held.micros
}

/** The longest answer that what is held pays for, beside this input. */
export function outputWithin(held: Held, rate: Rate | null, tokensIn: number): number {
  const byTokens = held.tokens === null ? Number.POSITIVE_INFINITY : held.tokens - tokensIn
  if (!rate || rate.outMicros === 0) return Math.max(0, byTokens)
  return Math.max(0, Math.min(byTokens, Math.floor((held.micros - tokensIn * rate.inMicros) / rate.outMicros)))
}
