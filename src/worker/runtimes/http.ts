import { z } from 'zod'
import { callEndpoint, type EndpointAnswer, EndpointError } from './endpoint'
import { heartbeatHeaders, heartbeatRequest } from './heartbeat-contract'
import { laterAnswer } from './later-answer'
import { notStarted, type Outcome, problemsOf, type Runtime, type Start, TimeoutSeconds } from './runtime'
import { readWorkAnswer, retryAfterSeconds, workHeaders, workRequest, workUrl } from './work-contract'

const Config = z.object({
  endpoint: z.url({ protocol: /^https?$/, error: 'must be an address such as https://agent.example.com' }),
  /** `work`: one signed POST /work whose answer says what became of it. `heartbeat`: a wake; 2xx means that the agent took it. */
  contract: z.enum(['work', 'heartbeat']).default('work'),
  /** Of a heartbeat. */
  method: z.enum(['POST', 'PUT']).default('POST'),
  /** What a heartbeat says besides. */
  payloadTemplate: z.record(z.string(), z.unknown()).default({}),
  headers: z.record(z.string(), z.string()).default({}),
  timeoutSeconds: TimeoutSeconds,
  /** Whether the endpoint may be a private address, where the worker itself has no opinion. */
  allowPrivate: z.boolean().default(false),
})
type Config = z.output<typeof Config>

const TEST_LIMIT_MS = 5_000

/**
 * Hands the work to an agent that listens somewhere: one `POST /work`, whose answer says what became of it, at once or later. Or
 * only wakes it, where its settings say so.
 */
export const http: Runtime = {
  start(start) {
    const ending = new AbortController()
    return { done: work(start, ending.signal), stop: () => ending.abort() }
  },

  async test(config, mayCallPrivate) {
    const parsed = Config.safeParse(config)
    if (!parsed.success) return { ok: false, message: `The settings are wrong: ${problemsOf(parsed.error)}.` }
    try {
      const answer = await callEndpoint(new URL(parsed.data.endpoint), {
        method: 'HEAD',
        headers: parsed.data.headers,
        body: '',
        mayCallPrivate: mayCallPrivate ?? parsed.data.allowPrivate,
        signal: AbortSignal.timeout(TEST_LIMIT_MS),
      })
      return { ok: true, message: `${parsed.data.endpoint} answers (HTTP ${answer.status}).` }
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error) }
    }
  },
}

async function work(start: Start, signal: AbortSignal): Promise<Outcome> {
  const parsed = Config.safeParse(start.run.runtimeConfig)
  if (!parsed.success) return notStarted(`The agent's settings are wrong: ${problemsOf(parsed.error)}.`)
  const { contract, endpoint, method } = parsed.data
  const url = contract === 'work' ? workUrl(endpoint) : new URL(endpoint)
  start.onStarted(`${contract === 'work' ? 'POST' : method} ${url.origin}${url.pathname}`)
  const startedAt = Date.now()
  try {
    const answer = await callAgent(start, parsed.data, url, signal)
    start.log('system', `The agent answered HTTP ${answer.status} after ${Date.now() - startedAt} ms.`)
    if (contract === 'heartbeat' && answer.status >= 200 && answer.status < 300) return { outcome: 'succeeded' }
    if (contract === 'work' && answer.status === 202) return await laterAnswer(start, signal)
    return outcomeOf(answer)
  } catch (error) {
    if (error instanceof EndpointError) {
      return { outcome: 'failed', errorCode: error.isReached ? 'crashed' : 'not_started', error: error.message }
    }
    return notStarted(`The request could not be made: ${error instanceof Error ? error.message : error}.`)
  }
}

function callAgent(start: Start, config: Config, url: URL, signal: AbortSignal): Promise<EndpointAnswer> {
  const isWork = config.contract === 'work'
  const body = isWork ? workRequest(start.run) : heartbeatRequest(start.run, config.payloadTemplate)
  const own = Object.fromEntries(Object.entries(config.headers).map(([name, value]) => [name.toLowerCase(), value]))
  return callEndpoint(url, {
    method: isWork ? 'POST' : config.method,
    headers: { ...own, ...(isWork ? workHeaders(start.run, body, Date.now() / 1000) : heartbeatHeaders(start.run)) },
    body,
    mayCallPrivate: start.mayCallPrivate ?? config.allowPrivate,
    signal,
  })
}

function outcomeOf({ status, headers, body }: EndpointAnswer): Outcome {
  const failed = (errorCode: string, error: string): Outcome => ({ outcome: 'failed', errorCode, error })
  if (status === 429) {
    const seconds = retryAfterSeconds(headers['retry-after'], Date.now())
    return { ...failed('rate_limited', 'The agent asked to be called later (HTTP 429).'), retryAfterSeconds: seconds }
  }
  if (status === 401 || status === 403) return failed('auth', `The agent refused the request (HTTP ${status}).`)
  if (status === 402) return failed('quota', 'The agent says that its quota is used up (HTTP 402).')
  if (status >= 500) return failed('crashed', `The agent failed (HTTP ${status}).`)
  if (status < 200 || status >= 300) return failed('invalid_response', `The agent answered HTTP ${status}.`)
  const answer = readWorkAnswer(body)
  if ('problem' in answer) return failed('invalid_response', answer.problem)
  return { outcome: 'succeeded', work: answer.report }
}
