import type http from 'node:http'
import type { Option } from '../commands/open-model-call'
import { addressAt, type Endpoint, type Json, partOf } from '../rules/endpoints'
import { type Failure, failureOf, retryAfterOf } from '../rules/failure'
import { withOutputLimit } from '../rules/output-limit'
import { type Block, blockReader } from '../rules/stream-blocks'
import { askUpstream, readAll, UpstreamError } from './upstream'

/** A call as the client wants it, read. */
export type Request = {
  endpoint: Endpoint
  body: Json
  /** Length of the body as it came. */
  bytes: number
  isStreamed: boolean
  /** Headers of the dialect that go on to the provider. */
  headers: Record<string, string>
  signal: AbortSignal
  limits: TimeLimits
}

/** How long a provider may take. */
export type TimeLimits = {
  /** Until the first event of a stream. */
  firstEventMs: number
  /** For an answer in one piece. */
  wholeAnswerMs: number
  /** In the middle of a stream. */
  silenceMs: number
}

export const TIME_LIMITS: TimeLimits = { firstEventMs: 120_000, wholeAnswerMs: 600_000, silenceMs: 300_000 }

/** An answer that has begun. */
export type Answering = {
  status: number
  headers: http.IncomingHttpHeaders
  /** Of a stream: the events, as they come. Of anything else null. */
  blocks: AsyncGenerator<Block[]> | null
  /** Of what is no stream: all of it. */
  text: string
  /** Ends the connection to the provider. */
  stop(): void
}
export type Tried = { answer: Answering; failure: null } | { answer: null; failure: Failed }
/** `body` is what the provider said, for the client to read, without the key. */
export type Failed = Failure & { message: string; body: string | null; contentType: string | null }

const MOST_BYTES = 64_000_000
const MOST_ERROR_BYTES = 100_000
const VERSION = '2023-06-01'

/** One try at one model: over when the answer has begun, or has failed before any of it could be sent on. */
export async function attempt(request: Request, option: Option): Promise<Tried> {
  const { endpoint, isStreamed, signal, limits } = request
  const ending = new AbortController()
  const stop = () => ending.abort()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  let isLate = false
  const timer = setTimeout(
    () => {
      isLate = true
      stop()
    },
    isStreamed ? limits.firstEventMs : limits.wholeAnswerMs,
  )
  try {
    const response = await askUpstream({
      method: 'POST',
      url: new URL(addressAt(option.provider.dialect, option.provider.baseUrl, endpoint)),
      headers: headersFor(request, option),
      body: JSON.stringify(bodyFor(request, option)),
      signal: ending.signal,
    })
    const status = response.statusCode ?? 0
    if (status < 200 || status > 299) return { answer: null, failure: await refused(response, status, option) }
    const base = { status, headers: response.headers, stop }
    const isEvents = /^text\/event-stream/i.test(response.headers['content-type'] ?? '')
    if (!isStreamed || !isEvents) {
      return { answer: { ...base, blocks: null, text: await readAll(response, MOST_BYTES) }, failure: null }
    }
    return await begun(response, base)
  } catch (error) {
    if (signal.aborted) throw error
    const message = isLate ? `The provider ${option.provider.name} did not answer in time.` : messageOf(error)
    const reason = isLate ? 'timeout' : error instanceof UpstreamError ? error.reason : 'failed'
    return { answer: null, failure: { ...NOTHING, reason, message } }
  } finally {
    clearTimeout(timer)
  }
}

const NOTHING = { status: null, retryAfterSeconds: null, body: null, contentType: null }

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** A stream has begun with its first event: some providers say only there that they are overloaded. */
async function begun(response: http.IncomingMessage, base: Omit<Answering, 'blocks' | 'text'>): Promise<Tried> {
  const blocks = readBlocks(response)
  const first = await blocks.next()
  const events = first.done ? [] : first.value
  const said = events.find(({ json }) => json !== null)?.json
  const error = said && (said.type === 'error' || said.error) ? partOf(said.error) : null
  if (error) {
    response.destroy()
    const text = `${error.type ?? ''} ${error.code ?? ''}`
    const isLimit = /rate.?limit/i.test(text)
    const reason = isLimit ? 'rate_limited' : /invalid|not.?found/i.test(text) ? 'refused' : 'overloaded'
    const message = typeof error.message === 'string' ? error.message : 'The provider failed.'
    return { answer: null, failure: { ...NOTHING, reason, message } }
  }
  async function* all(): AsyncGenerator<Block[]> {
    if (!first.done) yield first.value
    yield* blocks
  }
  return { answer: { ...base, text: '', blocks: all() }, failure: null }
}

async function* readBlocks(response: http.IncomingMessage): AsyncGenerator<Block[]> {
  const reader = blockReader()
  response.setEncoding('utf8')
  for await (const chunk of response as AsyncIterable<string>) {
    const blocks = reader.push(chunk)
    if (blocks.length > 0) yield blocks
  }
  const rest = reader.rest()
  if (rest.length > 0) yield rest
}

function headersFor(request: Request, { provider }: Option): Record<string, string> {
  const { dialect, key } = provider
  const accept = request.isStreamed ? 'text/event-stream' : 'application/json'
  const common = {
    'content-type': 'application/json',
    accept,
    'accept-encoding': 'identity',
    'user-agent': 'paperclip',
  }
  if (dialect === 'openai') return { ...common, ...(key ? { authorization: `Bearer ${key}` } : {}) }
  return { ...common, 'anthropic-version': VERSION, ...request.headers, ...(key ? { 'x-api-key': key } : {}) }
}

/** What the client sent, with the model's own name and its answer bounded; a stream says what it used. */
function bodyFor({ endpoint, body, isStreamed }: Request, { model, maxOutput }: Option): Json {
  const named = { ...body, model }
  const bounded = maxOutput === null ? named : withOutputLimit(endpoint, named, model, maxOutput)
  if (endpoint !== 'chat/completions' || !isStreamed) return bounded
  return { ...bounded, stream_options: { ...partOf(body.stream_options), include_usage: true } }
}

async function refused(response: http.IncomingMessage, status: number, { provider }: Option): Promise<Failed> {
  const failure = failureOf(status, retryAfterOf(response.headers, Date.now()))
  const text = await readAll(response, MOST_ERROR_BYTES).catch(() => '')
  response.destroy()
  const { key } = provider
  const body = key ? text.replaceAll(key, '***') : text
  const isOurs = failure.reason === 'key_refused'
  const said = isOurs ? 'it refuses the key of the gateway, or has no credit for it' : wordsOf(body)
  const message = `The provider ${provider.name} answered ${status}: ${said}`
  return { ...failure, message, body: isOurs ? null : body, contentType: response.headers['content-type'] ?? null }
}

/** What a provider's error says. */
function wordsOf(body: string): string {
  try {
    const { error, message } = partOf(JSON.parse(body))
    const words = typeof error === 'string' ? error : (partOf(error).message ?? message)
    if (typeof words === 'string') return words.slice(0, 500)
  } catch {
    // not JSON: the text itself
  }
  return body.replace(/\s+/g, ' ').trim().slice(0, 300) || 'nothing'
}
