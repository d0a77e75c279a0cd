import { leaseRun } from '../lease-run'
import type { RunningServer } from '../running-server'

type Json = Record<string, unknown> & { id: string }

/** A company with a model provider, and ways to get runs of it. */
export type GatewaySetting = {
  companyId: string
  call<T = Json>(method: string, at: string, body?: object): Promise<T>
  /** An agent with a live run, and the run's token. */
  begin(name: string, more?: object): Promise<{ agentId: string; runId: string; token: string }>
}

/** Founds a company whose models are at `url`, in both dialects: the providers `main` and `claude`. */
export async function gatewaySetting(server: RunningServer, url: string, more: object = {}): Promise<GatewaySetting> {
  async function call<T = Json>(method: string, at: string, body?: object): Promise<T> {
    const response = await fetch(`${server.url}/api/v1${at}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${JSON.stringify(answer)}`)
    return answer as T
  }
  const { id: companyId } = await call('POST', '/companies', { name: 'Gateway', mission: 'Ask models', ...more })
  const providers = `/companies/${companyId}/model-providers`
  await call('POST', providers, { name: 'main', dialect: 'openai', base_url: `${url}/v1`, api_key: PROVIDER_KEY })
  await call('POST', providers, { name: 'claude', dialect: 'anthropic', base_url: url, api_key: PROVIDER_KEY })
  return {
    companyId,
    call,
    async begin(name, wish = {}) {
      const agent = await call('POST', `/companies/${companyId}/agents`, { name, command: 'true', ...wish })
      await call('POST', `/companies/${companyId}/tasks`, { title: `Work of ${name}`, assigned_to: agent.id })
      const uuid = agent.id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
      const { runId, runToken } = await leaseRun(server, 'bash', uuid)
      return { agentId: agent.id, runId, token: runToken }
    },
  }
}

/** What the scripted providers are asked with; nobody else may ever see it. */
export const PROVIDER_KEY = 'sk-scripted-key-of-the-provider-0123456789'
