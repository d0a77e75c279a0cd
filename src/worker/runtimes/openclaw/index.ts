import { z } from 'zod'
import { type Paperclip, paperclipFor } from '../paperclip-api'
import { notStarted, type Outcome, problemsOf, type Runtime, type Start } from '../runtime'
import { type Ended, HOW_TO_END, readAnswer, readEnd } from './answer'
import { ensureDevice, passingDevice } from './device'
import { connectGateway, type Gateway, GatewayError } from './gateway'
import { Config, sessionKeyFor } from './settings'

const TEST_LIMIT_MS = 20_000
/** How long one question for the end waits at the gateway; asked again for as long as the run may take. */
const WAIT_MS = 25_000
const ABORT_MS = 2_000

/**
 * An agent behind an OpenClaw gateway: the wake goes to it as a message, its events come back as the log, its last answer as the
 * report. Made from the gateway's public description of its WebSocket protocol and tested against a peer that speaks it: no real
 * gateway was at hand. The run's credential does not travel there; an agent that is to call the product itself has a key of its own.
 */
export const openclaw: Runtime = {
  start(start) {
    const parsed = Config.safeParse(start.run.runtimeConfig)
    if (!parsed.success) {
      const problem = `The agent's settings are wrong: ${problemsOf(parsed.error)}.`
      return { done: Promise.resolve(notStarted(problem)), stop() {} }
    }
    const stopping = new AbortController()
    return { done: work(start, parsed.data, stopping.signal), stop: () => stopping.abort() }
  },

  async test(config, mayCallPrivate) {
    const parsed = Config.safeParse(config)
    if (!parsed.success) return { ok: false, message: `The settings are wrong: ${problemsOf(parsed.error)}.` }
    try {
      const gateway = await connectGateway({
        ...{ config: parsed.data, device: passingDevice(), mayCallPrivate: mayCallPrivate ?? parsed.data.allowPrivate },
        ...{ signal: AbortSignal.timeout(TEST_LIMIT_MS), onEvent() {} },
      })
      gateway.close()
      return { ok: true, message: `The gateway at ${parsed.data.endpoint} lets the worker in.` }
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error) }
    }
  },
}

async function work(start: Start, config: Config, stopped: AbortSignal): Promise<Outcome> {
  const closing = new AbortController()
  const heard = listener(start)
  try {
    start.onStarted(`Connecting to ${config.endpoint}.`)
    const gateway = await connectGateway({
      ...{ config, device: ensureDevice(start.workspace), signal: closing.signal },
      mayCallPrivate: start.mayCallPrivate ?? config.allowPrivate,
      onEvent: heard.onEvent,
    })
    const ended = await untilEnd(gateway, start, config, { stopped, onRun: heard.follow })
    heard.end()
    if (!ended) return { outcome: 'cancelled', errorCode: 'stopped', error: 'Stopped.' }
    return await report(start, ended, heard.text(), paperclipFor(start.run, closing.signal))
  } catch (error) {
    heard.end()
    if (error instanceof GatewayError) return error.outcome()
    return { outcome: 'failed', errorCode: 'crashed', error: error instanceof Error ? error.message : String(error) }
  } finally {
    closing.abort()
  }
}

const Accepted = z.object({ runId: z.string(), status: z.string() })

/** Sends the wake and waits for the end of its run; null when it was stopped, which the gateway is told. */
async function untilEnd(
  gateway: Gateway,
  { run }: Start,
  config: Config,
  { stopped, onRun }: { stopped: AbortSignal; onRun(theirRunId: string): void },
): Promise<Ended | null> {
  const sessionKey = sessionKeyFor(config, run)
  const message = [run.prompt?.start ?? run.instructions, HOW_TO_END].filter(Boolean).join('\n\n')
  let accepted = (_runId: string) => {}
  const theirRun = new Promise<string>((resolve) => {
    accepted = resolve
  })
  const params = {
    message,
    agentId: config.agentId,
    sessionKey,
    deliver: false,
    idempotencyKey: `${run.runId}:${run.fence}`,
  }
  const last = gateway.ask('agent', { ...params, ...timeoutOf(run.timeoutSeconds) }, (payload) => {
    const { data } = Accepted.safeParse(payload)
    if (data?.status !== 'accepted') return true
    onRun(data.runId)
    accepted(data.runId)
    return false
  })
  const onStop = new Promise<null>((resolve) => {
    if (stopped.aborted) return resolve(null)
    stopped.addEventListener('abort', () => resolve(null), { once: true })
  })
  const asked = theirRun.then((runId) => askForEnd(gateway, runId, stopped))
  // whichever says first that it is over; the other one's failure is then of no interest
  asked.catch(() => {})
  const ended = await Promise.race([last.then(readLast), asked, onStop])
  if (ended === null) await abort(gateway, sessionKey, theirRun)
  return ended
}

const timeoutOf = (seconds: number) => (seconds > 0 ? { timeout: Math.ceil(seconds) } : {})

function readLast(payload: unknown): Ended {
  const ended = readEnd(payload)
  if (!ended) throw new GatewayError('invalid_response', 'The gateway answered something that is not the end of a run.')
  return ended
}

/** Gateways differ in whether the first request is answered a second time; this question is answered by all of them. */
async function askForEnd(gateway: Gateway, runId: string, stopped: AbortSignal): Promise<Ended> {
  for (;;) {
    const ended = readEnd(await gateway.ask('agent.wait', { runId, timeoutMs: WAIT_MS }))
    if (ended && ended.status !== 'timeout' && ended.status !== 'accepted' && ended.status !== 'running') {
      // the other answer says more, if it comes
      await new Promise((resolve) => setTimeout(resolve, 500))
      return ended
    }
    if (stopped.aborted) throw new GatewayError('crashed', 'Stopped.')
  }
}

async function abort(gateway: Gateway, key: string, theirRun: Promise<string>): Promise<void> {
  const rest = new Promise<void>((resolve) => setTimeout(resolve, ABORT_MS))
  const runId = await Promise.race([theirRun, rest])
  if (!runId) return
  const asked = gateway
    .ask('sessions.abort', { key, runId })
    .catch(() => gateway.ask('chat.abort', { sessionKey: key, runId }))
  await Promise.race([asked.catch(() => {}), rest])
}

/** The verdict of the answer decides; one without a verdict is only posted. */
async function report(start: Start, ended: Ended, heard: string, paperclip: Paperclip): Promise<Outcome> {
  const { task, runId, fence, agentId } = start.run
  if (ended.usage) {
    const { tokensIn, tokensOut, tokensCached, model } = ended.usage
    const body = { tokens_in: tokensIn, tokens_out: tokensOut, tokens_cached: tokensCached, model, run_id: runId }
    await paperclip('POST', `/agents/${agentId}/cost`, body, `${runId}:${fence}:cost`).catch((error: Error) =>
      start.log('system', `The use of ${tokensIn} + ${tokensOut} tokens could not be reported: ${error.message}`),
    )
  }
  if (ended.status !== 'ok') {
    const error = `The agent's run at the gateway ended with ${ended.status}: ${ended.error ?? 'no explanation'}`
    return { outcome: 'failed', errorCode: 'crashed', error }
  }
  const { text, status } = readAnswer(ended.text ?? heard)
  if (task && status) return { outcome: 'succeeded', work: { status, summary: text || `The agent says: ${status}.` } }
  if (task && text) {
    await paperclip('POST', `/tasks/${task.id}/messages`, { content: text }, `${runId}:${fence}:answer`).catch(
      (error: Error) => start.log('system', `The last answer could not be posted: ${error.message}`),
    )
  }
  return { outcome: 'succeeded' }
}

const AgentEvent = z.object({
  runId: z.string(),
  stream: z.string(),
  data: z.object({
    text: z.string().optional().catch(undefined),
    delta: z.string().optional().catch(undefined),
    phase: z.string().optional().catch(undefined),
    name: z.string().optional().catch(undefined),
  }),
})

/** Events of the run as lines of its log; the text of the last answer is kept. */
function listener(start: Start) {
  let text = ''
  let shown = 0
  let followed: string | null = null
  const show = (upTo: number) => {
    if (upTo > shown) for (const line of text.slice(shown, upTo).split('\n')) start.log('stdout', start.mask(line))
    shown = Math.max(shown, upTo)
  }
  return {
    onEvent(event: string, payload: unknown) {
      const read = event === 'agent' ? AgentEvent.safeParse(payload) : null
      // a gateway tells everybody about everything
      if (!read?.success || read.data.runId !== followed) return
      const { stream, data } = read.data
      if (stream === 'assistant') {
        // the whole so far, or only what is new
        text = data.text ?? text + (data.delta ?? '')
        const end = text.lastIndexOf('\n')
        if (end >= shown) {
          show(end)
          shown = end + 1
        }
      } else if (stream === 'tool' && data.phase) {
        show(text.length)
        text = ''
        shown = 0
        start.log('system', `${data.phase === 'start' ? '→' : '←'} ${data.name ?? 'a tool'}`)
      }
    },
    follow: (theirRunId: string) => {
      followed = theirRunId
    },
    end: () => show(text.length),
    text: () => text,
  }
}
