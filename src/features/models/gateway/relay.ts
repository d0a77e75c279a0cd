import { noteProgress } from '../commands/note-progress'
import type { Option } from '../commands/open-model-call'
import { meteredMicros } from '../rules/ask'
import { type Json, partOf } from '../rules/endpoints'
import { refusalEvent } from '../rules/error-shape'
import { type Meter, meterFor, type Usage } from '../rules/meter'
import { type Block, blockText } from '../rules/stream-blocks'
import { transcriptFor } from '../rules/transcript'
import type { Answering } from './attempt'
import { settle } from './settle'
import { type GatewayAnswer, headersOf, type Underway } from './underway'

const LOOK_EVERY_MS = 5_000
/** A provider that is silent for so long in the middle of an answer has gone. */
const SILENCE_MS = 300_000

/**
 * Hands a stream on as it comes, metered: it ends with a refusal that the client understands before it costs more than is held for it,
 * and when its run is stopped. What it used is booked before the stream closes.
 */
export function relay(
  underway: Underway,
  option: Option,
  answer: Answering,
  blocks: AsyncGenerator<Block[]>,
): GatewayAnswer {
  const texts = relayed(underway, option, answer, blocks)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await texts.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      // ends what waits for the provider, so that the generator can end, too
      answer.stop()
      await texts.return(undefined)
    },
  })
  return { status: answer.status, headers: { ...headersOf(answer, option), 'cache-control': 'no-cache' }, body }
}

async function* relayed(
  underway: Underway,
  option: Option,
  answer: Answering,
  blocks: AsyncGenerator<Block[]>,
): AsyncGenerator<string, void, undefined> {
  const { request, opened, likelyTokensIn } = underway
  const meter = meterFor(request.endpoint, likelyTokensIn)
  const transcript = transcriptFor(request.endpoint)
  const show = shownAs(request.endpoint === 'chat/completions' && !asksUsage(request.body))
  const budget = fence(option, opened.heldMicros)
  const look = watch(underway, option)
  let state: 'answered' | 'failed' | 'cut' | 'left' = 'left'
  let error: string | null = null
  let id: string | null = null

  const cut = (kind: 'budget' | 'forbidden' | 'upstream', message: string) => {
    state = kind === 'upstream' ? 'failed' : 'cut'
    error = message
    answer.stop()
    return refusalEvent(request.endpoint, kind, message, id)
  }

  try {
    for (;;) {
      const next = await withinSilence(blocks.next(), answer)
      if (next.done) break
      let text = ''
      for (const block of next.value) {
        const isCounted = block.json ? meter.take(block.json) : false
        if (block.json) {
          transcript.take(block.json)
          id ??= idOf(block.json)
        }
        text += show(block)
        if (isCounted && budget.isReached(meter.sofar())) {
          yield text + cut('budget', 'The budget is used up: the answer was cut off.')
          return
        }
      }
      if (text) yield text
      if ((await look(meter.sofar())) === 'stop') {
        yield cut('forbidden', 'This run is being stopped: the answer was cut off.')
        return
      }
    }
    state = 'answered'
  } catch (problem) {
    if (request.signal.aborted) return
    const said = problem instanceof Silent ? 'was silent for too long' : 'broke off its answer'
    yield cut('upstream', `The provider ${option.provider.name} ${said}.`)
  } finally {
    answer.stop()
    const ended = { provider: option.provider.name, model: option.model, state, error }
    const said = { answer: transcript.text(), isCut: transcript.isCut() }
    await settle(underway, { ...ended, ...said, ...used(meter, option, opened.heldMicros) })
  }
}

/** What nobody said is counted by its length, as no more than the money that was held: the provider had that limit, too. */
function used(meter: Meter, { rate }: Option, heldMicros: number): { usage: Usage; isEstimated: boolean } {
  const { usage, isEstimated } = meter.total()
  if (!isEstimated || !rate || rate.outMicros === 0) return { usage, isEstimated }
  const affordable = Math.floor((heldMicros - usage.tokensIn * rate.inMicros) / rate.outMicros)
  const tokensOut = Math.max(meter.sofar().tokensOut, Math.min(usage.tokensOut, affordable))
  return { usage: { ...usage, tokensOut }, isEstimated }
}

const asksUsage = (body: Json) => partOf(body.stream_options).include_usage === true

function idOf(json: Json): string | null {
  const { id } = partOf(json.response)
  return typeof id === 'string' ? id : null
}

/** The gateway has the provider say what was used; a client that did not ask for it does not see it. */
function shownAs(hidesUsage: boolean): (block: Block) => string {
  if (!hidesUsage) return ({ raw }) => raw
  return ({ raw, json }) => {
    if (!json || !('usage' in json)) return raw
    const { usage, ...rest } = json
    if (usage && Array.isArray(rest.choices) && rest.choices.length === 0) return ''
    return blockText(rest)
  }
}

/** Says when the next piece, were it like the one before, would cost more than is held. */
function fence({ rate }: Option, heldMicros: number) {
  let before = 0
  return {
    isReached({ tokensIn, tokensOut }: { tokensIn: number; tokensOut: number }): boolean {
      if (!rate) return false
      const ahead = tokensOut + Math.max(0, tokensOut - before)
      before = tokensOut
      return meteredMicros(rate, { tokensIn, tokensOut: ahead }) > heldMicros
    },
  }
}

/** Now and then, notes how far it is and asks whether the run goes on. */
function watch({ caller, opened }: Underway, option: Option) {
  let lookedAt = Date.now()
  return async ({ tokensIn, tokensOut }: { tokensIn: number; tokensOut: number }): Promise<'go_on' | 'stop'> => {
    if (opened.callId === null || Date.now() - lookedAt < LOOK_EVERY_MS) return 'go_on'
    lookedAt = Date.now()
    const { provider, model } = option
    const where = { callId: opened.callId, provider: provider.name, model }
    // while the database is away the answer goes on: its money is held
    const { mayGoOn } = await noteProgress(caller, { ...where, tokensIn, tokensOut }).catch(() => ({ mayGoOn: true }))
    return mayGoOn ? 'go_on' : 'stop'
  }
}

class Silent extends Error {}

async function withinSilence<T>(next: Promise<T>, answer: Answering): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      answer.stop()
      reject(new Silent())
    }, SILENCE_MS)
  })
  try {
    return await Promise.race([next, silence])
  } finally {
    clearTimeout(timer)
  }
}
