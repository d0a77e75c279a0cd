import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { log } from '@/platform/log'
import { noteRefusal } from '../commands/note-refusal'
import { type Option, openModelCall } from '../commands/open-model-call'
import { takeAllowance } from '../commands/take-allowance'
import { outputWithin } from '../rules/ask'
import { ENDPOINTS, type Endpoint, partOf } from '../rules/endpoints'
import { refusalIn } from '../rules/error-shape'
import { afterFailure } from '../rules/failure'
import { inputBound } from '../rules/input-bound'
import { meterFor, type Usage } from '../rules/meter'
import { outputWish } from '../rules/output-limit'
import { requireCountable } from '../rules/uncounted'
import { type Answering, attempt, type Failed } from './attempt'
import { relay, used } from './relay'
import { type Ending, settle } from './settle'
import { type GatewayAnswer, headersOf, type ModelRequest, type Underway } from './underway'
import { watchOver } from './watch'

/**
 * Carries out a call of a model for a run: money first, then the models of the chain one after the other until one begins to answer,
 * then the answer, metered, and the truth into the ledger.
 * @param caller the product itself, in the run's company
 * @throws Refusal what `openModelCall` refuses; the client's own going away ends everything
 */
export async function callModel(caller: Caller, request: ModelRequest): Promise<GatewayAnswer> {
  const { endpoint, body, runId, isStreamed } = request
  requireCountable(body)
  const isLong = /context-\d+m/.test(request.headers['anthropic-beta'] ?? '')
  const bound = inputBound(ENDPOINTS[endpoint].dialect, body, request.bytes, isLong)
  const cache = request.text.includes('"cache_control"')
  const model = typeof body.model === 'string' ? body.model : ''
  const asked = { runId, endpoint, isStreamed, model }
  const opened = await openModelCall(caller, {
    ...{ ...asked, bound, wish: outputWish(endpoint, body) },
    ...{ writesCache: cache, writesLong: cache && /"ttl"\s*:\s*"1h"/.test(request.text) },
  }).catch((error) => tellRefusal(caller, asked, error))
  const attempts = opened.tooDear.map((one) => ({ ...one, status: null, reason: 'budget', ms: 0 }))
  const watch = watchOver(caller, opened.callId, request.signal)
  const begun = { caller, request, opened, attempts, watch, likelyTokensIn: bound.likelyTokens }
  const underway: Underway = { ...begun, asking: null }
  try {
    const { option, answer, failure } = await tryAll(underway)
    if (!answer) return await failed(underway, option, failure)
    if (answer.blocks) return relay(underway, option, answer, answer.blocks)
    return await whole(underway, option, answer)
  } catch (error) {
    // somebody ended it, or something broke: the provider may have begun to work
    const how = howEnded(underway)
    const option = underway.asking?.option ?? opened.options[0]
    if (option) await settle(underway, ending(option, { ...how, usage: unheard(underway), isEstimated: true }))
    if (watch.isStopped()) throw new Refusal('forbidden', how.error)
    throw error
  }
}

/** No model in use says more in a second. */
const MOST_TOKENS_A_SECOND = 300

/**
 * What a provider may have worked on that was hung up on before it said anything: the input, and as much of an answer as it can have
 * made by then, within what was held. Nothing where nobody was asked.
 */
function unheard({ asking, opened, request, likelyTokensIn }: Underway): Usage {
  if (!asking) return NONE
  const { usage } = meterFor(request.endpoint, likelyTokensIn).total()
  const seconds = (performance.now() - asking.sinceMs) / 1000
  const affordable = outputWithin(opened.held, asking.option.rate, usage.tokensIn)
  const most = Math.min(asking.option.maxOutput ?? affordable, affordable)
  return { ...usage, tokensOut: Math.max(0, Math.min(most, Math.ceil(seconds * MOST_TOKENS_A_SECOND))) }
}

function howEnded({ request, watch }: Underway): Pick<Ending, 'state'> & { error: string } {
  if (watch.isStopped()) return { state: 'cut', error: 'This run is being stopped: the call was ended.' }
  if (request.signal.aborted) return { state: 'left', error: 'The client left before the answer.' }
  return { state: 'failed', error: 'The gateway failed.' }
}

type Asked = { runId: string; endpoint: Endpoint; isStreamed: boolean; model: string }

/** The agent hears it by the error; people see it beside the run's calls. @throws the error */
async function tellRefusal(caller: Caller, asked: Asked, error: unknown): Promise<never> {
  if (error instanceof Refusal && ENDPOINTS[asked.endpoint].isBilled) {
    await noteRefusal(caller, { ...asked, reason: error.message.slice(0, 2000) }).catch((problem: unknown) =>
      log.warn({ err: problem, runId: asked.runId }, 'a refused call of a model could not be noted'),
    )
  }
  throw error
}

const NONE: Usage = { tokensIn: 0, tokensOut: 0, tokensCached: 0, tokensCacheWritten: 0, tokensCacheWrittenLong: 0 }

type Outcome = { option: Option; answer: Answering; failure: null } | { option: Option; answer: null; failure: Failed }

async function tryAll(underway: Underway): Promise<Outcome> {
  const { options } = underway.opened
  const [first] = options
  if (!first) throw new Refusal('budget_exhausted', 'What is left of the budget does not reach this call.')
  let last: Outcome | null = null
  for (const [i, option] of options.entries()) {
    const hasNext = i < options.length - 1
    last = await tryOne(underway, option, hasNext)
    if (last.answer || last.failure.reason === 'refused') return last
  }
  return last!
}

/** One model, as often as makes sense. */
async function tryOne(underway: Underway, option: Option, hasNext: boolean): Promise<Outcome> {
  const { attempts, watch } = underway
  const request = { ...underway.request, signal: watch.signal }
  for (let tries = 1; ; tries++) {
    const startedAt = performance.now()
    const limited = await ownLimit(underway, option)
    if (!limited) underway.asking = { option, sinceMs: startedAt }
    const tried = limited ? { answer: null, failure: limited } : await attempt(request, option)
    if (tried.failure) underway.asking = null
    const { name: provider } = option.provider
    const status = tried.answer?.status ?? tried.failure?.status ?? null
    const reason = tried.failure?.reason ?? null
    attempts.push({ provider, model: option.model, status, reason, ms: Math.round(performance.now() - startedAt) })
    if (tried.answer) return { option, answer: tried.answer, failure: null }
    const next = afterFailure(tried.failure, tries, hasNext, Math.random())
    if (next.kind !== 'again') return { option, answer: null, failure: tried.failure }
    await sleep(next.waitSeconds * 1000, undefined, { signal: request.signal })
  }
}

/** The provider's limits, as the company set them. */
async function ownLimit({ caller, opened, likelyTokensIn }: Underway, { provider }: Option): Promise<Failed | null> {
  if (!provider.hasLimits) return null
  const callId = provider.hasPlaces ? opened.callId : null
  const { waitSeconds } = await takeAllowance(caller, { providerId: provider.id, callId, tokens: likelyTokensIn })
  if (waitSeconds === null) return null
  const message = `A limit that was set for the provider ${provider.name} is reached.`
  return { reason: 'own_limit', status: null, retryAfterSeconds: waitSeconds, message, body: null, contentType: null }
}

function ending({ provider, model }: Option, rest: Omit<Ending, 'model' | 'provider' | 'answer' | 'isCut'>): Ending {
  return { provider: provider.name, model, answer: '', isCut: false, ...rest }
}

/** Every model failed: what the last one said, or what became of it. */
async function failed(underway: Underway, option: Option, failure: Failed): Promise<GatewayAnswer> {
  const error = failure.message.slice(0, 2000)
  await settle(underway, ending(option, { state: 'failed', usage: NONE, isEstimated: false, error }))
  const { dialect } = ENDPOINTS[underway.request.endpoint]
  const { retryAfterSeconds } = failure
  const retry: Record<string, string> =
    retryAfterSeconds === null ? {} : { 'retry-after': String(Math.ceil(retryAfterSeconds)) }
  if (failure.body !== null && failure.status !== null && failure.status >= 400) {
    const type = failure.contentType ?? 'application/json'
    return { status: failure.status, headers: { 'content-type': type, ...retry }, body: failure.body }
  }
  const kind = failure.reason === 'own_limit' ? 'rate_limited' : 'upstream'
  const { status, body } = refusalIn(dialect, kind, failure.message)
  return { status, headers: { 'content-type': 'application/json', ...retry }, body: JSON.stringify(body) }
}

/** An answer that came in one piece: booked before it is handed on. */
async function whole(underway: Underway, option: Option, answer: Answering): Promise<GatewayAnswer> {
  const { request, likelyTokensIn } = underway
  const meter = meterFor(request.endpoint, likelyTokensIn)
  meter.take(jsonOf(answer.text))
  if (meter.total().isEstimated && request.endpoint !== 'embeddings') meter.takeText(answer.text)
  const { name: provider } = option.provider
  await settle(underway, {
    ...{ provider, model: option.model, state: 'answered', error: null, isCut: false },
    ...used(meter, option, underway.opened.held),
    answer: request.endpoint === 'embeddings' ? '' : answer.text,
  })
  return { status: answer.status, headers: headersOf(answer, option), body: answer.text }
}

function jsonOf(text: string) {
  try {
    return partOf(JSON.parse(text))
  } catch {
    return {}
  }
}
