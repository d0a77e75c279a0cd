import type { Option } from '../commands/open-model-call'
import { type Held, isWithin, outputWithin } from '../rules/ask'
import { type Json, partOf } from '../rules/endpoints'
import { refusalEvent } from '../rules/error-shape'
import { type Meter, meterFor, type Usage } from '../rules/meter'
import { type Block, blockText } from '../rules/stream-blocks'
import { transcriptFor } from '../rules/transcript'
import type { Answering } from './attempt'
import { settle } from './settle'
import { type GatewayAnswer, headersOf, type Underway } from './underway'

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
  const { request, opened, watch, likelyTokensIn } = underway
  const meter = meterFor(request.endpoint, likelyTokensIn)
  const transcript = transcriptFor(request.endpoint)
  const show = shownAs(request.endpoint === 'chat/completions' && !asksUsage(request.body))
  const budget = fence(option, opened.held)
  const silence = timeSilence(request.limits.silenceMs, answer)
  let state: 'answered' | 'failed' | 'cut' | 'left' = 'left'
  let error: string | null = null
  let id: string | null = null

  const cut = (kind: 'budget' | 'forbidden' | 'upstream', message: string) => {
    state = kind === 'upstream' ? 'failed' : 'cut'
    error = message
    answer.stop()
    return refusalEvent(request.endpoint, kind, message, id)
  }

  const where = { provider: option.provider.name, model: option.model }
  watch.follow(() => ({ ...where, ...meter.sofar() }))

  try {
    for await (const next of blocks) {
      silence.isBroken()
      let text = ''
      for (const block of next) {
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
      silence.begins()
    }
    state = 'answered'
  } catch {
    if (watch.isStopped()) {
      yield cut('forbidden', 'This run is being stopped: the answer was cut off.')
      return
    }
    if (request.signal.aborted) return
    const said = silence.wasTooLong() ? 'was silent for too long' : 'broke off its answer'
    yield cut('upstream', `The provider ${where.provider} ${said}.`)
  } finally {
    silence.end()
    answer.stop()
    const ended = { ...where, state, error }
    const said = { answer: transcript.text(), isCut: transcript.isCut() }
    await settle(underway, { ...ended, ...said, ...used(meter, option, opened.held) })
  }
}

/** What nobody said is counted by its length, as no more than what was held: the provider had that limit, too. */
export function used(meter: Meter, { rate }: Option, held: Held): { usage: Usage; isEstimated: boolean } {
  const { usage, isEstimated } = meter.total()
  if (!isEstimated) return { usage, isEstimated }
  const affordable = outputWithin(held, rate, usage.tokensIn)
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

/** Says when the next piece, were it like the one before, would take more than is held. */
function fence({ rate }: Option, held: Held) {
  let before = 0
  return {
    isReached({ tokensIn, tokensOut }: { tokensIn: number; tokensOut: number }): boolean {
      const ahead = tokensOut + Math.max(0, tokensOut - before)
      before = tokensOut
      return !isWithin(held, rate, { tokensIn, tokensOut: ahead })
    },
  }
}

/** Hangs up on a provider that says nothing for too long in the middle of an answer: it has gone. */
function timeSilence(mostMs: number, answer: Answering) {
  let [isSilent, wasTooLong] = [true, false]
  const timer = setTimeout(() => {
    // a client that does not read is no silence of the provider
    if (!isSilent) return void timer.refresh()
    wasTooLong = true
    answer.stop()
  }, mostMs)
  return {
    begins() {
      isSilent = true
      timer.refresh()
    },
    isBroken() {
      isSilent = false
    },
    wasTooLong: () => wasTooLong,
    end: () => clearTimeout(timer),
  }
}
