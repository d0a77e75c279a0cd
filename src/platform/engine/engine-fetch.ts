import type { EmbeddedEngine, EngineEvent, Opcode } from './types'

type Bound = Pick<EmbeddedEngine, 'send' | 'checkpoint'>

export type EngineFetch = {
  /** Give this to `new Inngest({ fetch })`: what the SDK would send to a server stays in the process. */
  fetch: typeof fetch
  bind(engine: Bound): void
}

const RECORDABLE = new Set(['StepRun', 'StepFailed'])

/** Answers the SDK's requests for its event and checkpoint interfaces. Anything else is 404: it needs a server. */
export function createEngineFetch(): EngineFetch {
  let engine: Bound | undefined
  return {
    bind(bound) {
      engine = bound
    },
    async fetch(input, init) {
      if (!engine) return reply(503, { error: 'The engine has not been created yet.' })
      const { pathname } = new URL(input instanceof Request ? input.url : input)
      const text = typeof init?.body === 'string' ? init.body : '{}'
      if (pathname.startsWith('/e/'))
        return reply(200, { ids: await engine.send(toEvents(JSON.parse(text))), status: 200 })
      const runId = /^\/v1\/checkpoint\/([^/]+)\/async$/.exec(pathname)?.[1]
      if (runId) return receive(engine, decodeURIComponent(runId), JSON.parse(text))
      return reply(404, { error: `The embedded engine has no ${pathname}.` })
    },
  }
}

function toEvents(body: EngineEvent | EngineEvent[]): EngineEvent[] {
  return Array.isArray(body) ? body : [body]
}

async function receive(engine: Bound, runId: string, body: { qi_id?: string; steps?: Opcode[] }): Promise<Response> {
  const steps = body.steps ?? []
  // Refused, the SDK puts the same steps into its answer instead, where every kind is understood.
  if (!body.qi_id || !steps.every((step) => RECORDABLE.has(step.op)))
    return reply(400, { error: 'not a checkpoint of finished steps' })
  const isCurrent = await engine.checkpoint(runId, body.qi_id, steps)
  return isCurrent ? reply(200, {}) : reply(409, { error: 'stale dispatch' })
}

function reply(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
}
