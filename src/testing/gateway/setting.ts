import { PROTOCOL_VERSION } from '@/worker/protocol'
import { until } from '../company'
import type { RunningServer } from '../running-server'

type Json = Record<string, unknown> & { id: string }
/** A live run of an agent, as its process would know it. */
export type Begun = { agentId: string; runId: string; token: string }
type Leased = { runId: string; agentId: string; runToken: string; fence: number }

/** A company with model providers, and ways to get runs of it. */
export type GatewaySetting = {
  companyId: string
  call<T = Json>(method: string, at: string, body?: object): Promise<T>
  /** An agent with a live run, and the run's token. */
  begin(name: string, more?: object): Promise<Begun>
  /** Asks the gateway as the process of a run does. */
  ask(run: Begun, at: string, body: object, more?: RequestInit): Promise<Response>
  /** Its calls of models, the oldest first. */
  callsOf(run: Begun): Promise<ModelCall[]>
  /** Nobody says any more that the runs are alive. */
  stopBeating(): void
}
export type ModelCall = Record<string, unknown> & {
  id: string
  state: string
  cost_micros: number
  tokens_in: number
  tokens_out: number
  attempts: { provider: string; model: string; status: number | null; reason: string | null }[]
}

/** What the scripted providers are asked with; nobody else may ever see it. */
export const PROVIDER_KEY = 'sk-scripted-key-of-the-provider-0123456789'

/** Founds a company whose models are at `url`, in both dialects: the providers `main` and `claude`. Its runs are kept alive. */
export async function gatewaySetting(server: RunningServer, url: string, more: object = {}): Promise<GatewaySetting> {
  const call = restOf(server)
  const { id: companyId } = await call('POST', '/companies', { name: 'Gateway', mission: 'Ask models', ...more })
  const providers = `/companies/${companyId}/model-providers`
  await call('POST', providers, { name: 'main', dialect: 'openai', base_url: `${url}/v1`, api_key: PROVIDER_KEY })
  await call('POST', providers, { name: 'claude', dialect: 'anthropic', base_url: url, api_key: PROVIDER_KEY })
  const worker = await fakeWorker(server)
  return {
    companyId,
    call,
    stopBeating: worker.stop,
    async begin(name, wish = {}) {
      const agent = await call('POST', `/companies/${companyId}/agents`, { name, command: 'true', ...wish })
      await call('POST', `/companies/${companyId}/tasks`, { title: `Work of ${name}`, assigned_to: agent.id })
      const { runId, runToken } = await worker.runOf(uuidOf(agent.id))
      return { agentId: agent.id, runId, token: runToken }
    },
    ask: ({ token }, at, body, init = {}) =>
      fetch(`${server.url}/api/llm${at}`, {
        method: 'POST',
        body: JSON.stringify(body),
        ...init,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...init.headers },
      }),
    callsOf: async ({ runId }) =>
      (await call<{ calls: ModelCall[] }>('GET', `/runs/${runId}/model-calls?limit=200`)).calls,
  }
}

/** `cmp_…` as it is in the database. */
export const uuidOf = (id: string) => id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

function restOf(server: RunningServer): GatewaySetting['call'] {
  return async <T = Json>(method: string, at: string, body?: object): Promise<T> => {
    const response = await fetch(`${server.url}/api/v1${at}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${JSON.stringify(answer)}`)
    return answer as T
  }
}

/** Takes runs as a worker would, says that they are alive, and does nothing with them. */
async function fakeWorker(server: RunningServer) {
  const runs: Leased[] = []
  async function call<T>(path: string, body: object): Promise<T> {
    const headers = { authorization: `Bearer ${server.workerKey}`, 'content-type': 'application/json' }
    const response = await fetch(`${server.url}/api/worker/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    return (await response.json()) as T
  }
  const intro = { version: PROTOCOL_VERSION, name: 'fake', capacity: 100, labels: [], runtimes: ['bash'] }
  const { workerId } = await call<{ workerId: string }>('register', intro)
  const timer = setInterval(() => {
    const alive = runs.map(({ runId, fence }) => ({ runId, fence }))
    call('beat', { workerId, runs: alive }).catch(() => {})
  }, 3000).unref()
  return {
    stop: () => clearInterval(timer),
    runOf: (agentId: string) =>
      until(`a run of ${agentId}`, async () => {
        const leased = await call<{ runs: Leased[] }>('lease', { workerId, slots: 10, waitSeconds: 1 })
        runs.push(...leased.runs)
        return runs.find((run) => run.agentId === agentId) ?? null
      }),
  }
}
