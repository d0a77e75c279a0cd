import { countOf, ENDPOINTS, type Endpoint, type Json, partOf } from './endpoints'

/** Where the client sets no bound: as much as current models can say at least. */
const DEFAULT_TOKENS = 16_384
/** For models whose window is small, or not known. */
const SMALL_DEFAULT_TOKENS = 4_096
const LARGE_WINDOW_TOKENS = 100_000
/** A shorter answer is of no use: where not even this fits into the budget, the call is refused. */
const LEAST_TOKENS = 256
/** The least that a model may think, by Anthropic's rules, and something to say. */
const LEAST_THINKING_TOKENS = 1024
const LEAST_THOUGHTFUL_TOKENS = 2048

export type OutputWish = {
  /** What the client wants at most; null when it leaves it open. */
  tokens: number | null
  /** Below this the call is not made. */
  leastTokens: number
  /** Answers that are asked for at once, each with the limit. */
  answers: number
}

/** How much a request may be answered with. */
export function outputWish(endpoint: Endpoint, body: Json): OutputWish {
  const fields = ENDPOINTS[endpoint].outputLimits
  if (fields.length === 0) return { tokens: 0, leastTokens: 0, answers: 1 }
  const given = fields.map((field) => countOf(body[field])).filter((count) => count !== null)
  const tokens = given.length > 0 ? Math.min(...given) : null
  const least = isThinking(body) ? LEAST_THOUGHTFUL_TOKENS : LEAST_TOKENS
  const answers = endpoint === 'chat/completions' ? Math.max(1, countOf(body.n) ?? 1) : 1
  return { tokens, leastTokens: Math.min(tokens ?? least, least), answers }
}

/** What is set where the client leaves it open. @param windowTokens of the model; null when it is not known */
export function defaultOutput(windowTokens: number | null): number {
  return (windowTokens ?? 0) >= LARGE_WINDOW_TOKENS ? DEFAULT_TOKENS : SMALL_DEFAULT_TOKENS
}

/** The body with its answer bounded, in the field that the client used or, where it used none, the one that the model takes. */
export function withOutputLimit(endpoint: Endpoint, body: Json, model: string, tokens: number): Json {
  const fields = ENDPOINTS[endpoint].outputLimits
  if (fields.length === 0) return body
  const used = fields.filter((field) => countOf(body[field]) !== null)
  const field = endpoint === 'chat/completions' && !takesNewName(model) ? 'max_tokens' : fields[0]!
  const limits = Object.fromEntries((used.length > 0 ? used : [field]).map((name) => [name, tokens]))
  return { ...body, ...limits, ...thoughtWithin(body, tokens) }
}

/** OpenAI's own models since the first that reason; what else speaks this dialect often knows the old name only. */
const takesNewName = (model: string) => /^(o\d|gpt-[4-9]|gpt-\d\d|chatgpt|codex)/.test(model.split('/').at(-1) ?? '')

const isThinking = (body: Json) => partOf(body.thinking).type === 'enabled'

/** A model may not be told to think more than it may answer. */
function thoughtWithin(body: Json, tokens: number): Json {
  const budget = countOf(partOf(body.thinking).budget_tokens)
  if (!isThinking(body) || budget === null || budget < tokens) return {}
  const fitting = Math.max(LEAST_THINKING_TOKENS, Math.floor(tokens / 2))
  return { thinking: { ...partOf(body.thinking), budget_tokens: fitting } }
}

/**
 * The largest answer that fits.
 * @param fits whether an answer of so many tokens does; then each shorter one does
 * @returns null when not even `leastTokens` fits
 */
export function largestFitting(
  wishTokens: number,
  leastTokens: number,
  fits: (tokens: number) => boolean,
): number | null {
  if (fits(wishTokens)) return wishTokens
  if (!fits(leastTokens)) return null
  let [fitting, tooMuch] = [leastTokens, wishTokens]
  while (tooMuch - fitting > 1) {
    const middle = Math.floor((fitting + tooMuch) / 2)
    if (fits(middle)) fitting = middle
    else tooMuch = middle
  }
  return fitting
}
