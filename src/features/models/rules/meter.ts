import { countOf, type Endpoint, type Json, partOf } from './endpoints'

/** What a call used. `tokensIn` includes what was read from and written to a cache. */
export type Usage = {
  tokensIn: number
  tokensOut: number
  tokensCached: number
  tokensCacheWritten: number
  /** Of what was written, what is kept for an hour. */
  tokensCacheWrittenLong: number
}

/**
 * Text is counted low while it streams, so that nothing is cut off that is within its limit, and by the usual measure when it has to be
 * booked without a word of the provider. A piece of a stream is at least one token.
 */
const MOST_BYTES_PER_TOKEN = 6
const BYTES_PER_TOKEN = 4

/** Counts what a model says, piece by piece. */
export type Meter = {
  /** Takes an event of a stream, or the whole answer when it is no stream. True when it says something that is counted. */
  take(event: Json): boolean
  /** Takes a whole answer that does not say what it used, as text. */
  takeText(text: string): void
  /** By now, at the least: to be held against the budget. */
  sofar(): Usage
  /** In the end. `isEstimated` when the provider never said. */
  total(): { usage: Usage; isEstimated: boolean }
}

/** @param likelyTokensIn what the input probably is, until the provider says it */
export function meterFor(endpoint: Endpoint, likelyTokensIn: number): Meter {
  let [input, output] = [null as Input | null, 0]
  let [bytes, pieces] = [0, 0]
  let isFinal = false

  function usageWith(bytesPerToken: number): Usage {
    const counted = isFinal ? output : Math.max(output, pieces, Math.ceil(bytes / bytesPerToken))
    const known = input ?? { ...NOTHING, tokensIn: likelyTokensIn }
    return { ...known, tokensOut: counted }
  }

  return {
    take(event) {
      const said = READERS[endpoint](event)
      if (said.input) input = said.input
      if (said.output !== undefined) output = said.output
      if (said.isFinal) isFinal = true
      if (said.text) {
        pieces += 1
        bytes += bytesOf(said.text)
      }
      return Boolean(said.text)
    },
    takeText(text) {
      bytes += bytesOf(text)
    },
    sofar: () => usageWith(MOST_BYTES_PER_TOKEN),
    total: () => ({ usage: usageWith(BYTES_PER_TOKEN), isEstimated: !isFinal }),
  }
}

type Input = Omit<Usage, 'tokensOut'>
type Said = { text?: string; input?: Input | undefined; output?: number | undefined; isFinal?: boolean }

const READERS: Record<Endpoint, (event: Json) => Said> = {
  'chat/completions': (event) => ({
    ...openaiUsage(event.usage, 'prompt_tokens', 'completion_tokens'),
    text: chatText(event),
  }),
  responses: (event) => {
    const text = typeof event.delta === 'string' ? event.delta : ''
    const answer = event.response === undefined ? event : partOf(event.response)
    return { ...openaiUsage(answer.usage, 'input_tokens', 'output_tokens'), text }
  },
  embeddings: (event) => openaiUsage(event.usage, 'prompt_tokens', 'completion_tokens'),
  messages: messageSaid,
  'messages/count_tokens': () => ({ isFinal: true, input: NOTHING, output: 0 }),
}

const NOTHING: Input = { tokensIn: 0, tokensCached: 0, tokensCacheWritten: 0, tokensCacheWrittenLong: 0 }

function openaiUsage(value: unknown, inName: string, outName: string): Said {
  const usage = partOf(value)
  const tokensIn = countOf(usage[inName])
  if (tokensIn === null) return {}
  const tokensCached = countOf(partOf(usage[`${inName}_details`]).cached_tokens) ?? 0
  return {
    input: { ...NOTHING, tokensIn, tokensCached: Math.min(tokensCached, tokensIn) },
    output: countOf(usage[outName]) ?? 0,
    isFinal: true,
  }
}

function chatText(event: Json): string {
  const choices = Array.isArray(event.choices) ? event.choices.map(partOf) : []
  return choices.map((choice) => textIn(partOf(choice.delta))).join('')
}

/** All strings of a piece of an answer: words, thoughts, arguments of calls. */
function textIn(delta: Json): string {
  const { content, reasoning_content, reasoning, refusal } = delta
  const words = [content, reasoning_content, reasoning, refusal].filter((each) => typeof each === 'string')
  const calls = Array.isArray(delta.tool_calls) ? delta.tool_calls.map(partOf) : []
  const called = calls.flatMap((call) =>
    Object.values(partOf(call.function)).filter((each) => typeof each === 'string'),
  )
  return [...words, ...called].join('')
}

/** Anthropic counts what was cached beside the input; the output as a sum that grows. */
function messageSaid(event: Json): Said {
  if (event.type === 'content_block_delta') {
    const { text, thinking, partial_json } = partOf(event.delta)
    return { text: [text, thinking, partial_json].filter((each) => typeof each === 'string').join('') }
  }
  const isStart = event.type === 'message_start'
  const usage = partOf(isStart ? partOf(event.message).usage : event.usage)
  const output = countOf(usage.output_tokens)
  if (output === null) return {}
  const plain = countOf(usage.input_tokens)
  const tokensCached = countOf(usage.cache_read_input_tokens) ?? 0
  const tokensCacheWritten = countOf(usage.cache_creation_input_tokens) ?? 0
  const tokensCacheWrittenLong = countOf(partOf(usage.cache_creation).ephemeral_1h_input_tokens) ?? 0
  const tokensIn = (plain ?? 0) + tokensCached + tokensCacheWritten
  const counted = { tokensIn, tokensCached, tokensCacheWritten, tokensCacheWrittenLong }
  // the last word on the input may leave it out
  const input = plain === null || (!isStart && tokensIn === 0) ? undefined : counted
  return { input, output, isFinal: !isStart }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
