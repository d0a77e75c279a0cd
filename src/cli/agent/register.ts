import { z } from 'zod'
import type { Api } from '../api'
import { companyOf } from './find'

/** What `--type` may be, and the setting that `--endpoint` is in each. */
export const TYPES = { 'openai-compatible': 'baseUrl', http: 'endpoint', openclaw: 'endpoint' } as const
export type Type = keyof typeof TYPES

export type Registration = {
  name: string
  type: Type
  endpoint: string
  apiKey?: string
  model?: string
  role?: string
  company?: string
}

const Hired = z.object({ id: z.string(), name: z.string() })
const Models = z.object({ data: z.array(z.object({ id: z.string() })).min(1) })
const LIMIT_MS = 10_000

/** Hires an agent that is reached at an endpoint. Resolves with a sentence. @throws Error with a sentence */
export async function registerAgent(api: Api, wanted: Registration): Promise<string> {
  const company = await companyOf(api, wanted.company)
  const model = wanted.type === 'openai-compatible' ? (wanted.model ?? (await onlyModel(wanted))) : undefined
  const agent = Hired.parse(
    await api('POST', `/companies/${company.id}/agents`, {
      name: wanted.name,
      role: wanted.role,
      runtime: wanted.type,
      runtime_config: { [TYPES[wanted.type]]: wanted.endpoint, ...keyOf(wanted), ...(model && { model }) },
    }),
  )
  const on = model ? `${model} at ${wanted.endpoint}` : wanted.endpoint
  return `Registered ${agent.name} (${agent.id}) in ${company.name}: ${on}. Try it: paperclip agent test ${agent.name}`
}

/** A key is kept as a secret, whatever it is called. */
function keyOf({ type, apiKey }: Registration): Record<string, unknown> {
  if (!apiKey) return {}
  if (type === 'openai-compatible') return { apiKey }
  return type === 'openclaw' ? { authToken: apiKey } : { headers: { authorization: `Bearer ${apiKey}` } }
}

/** An endpoint that has one model need not be told which. */
async function onlyModel({ endpoint, apiKey }: Registration): Promise<string> {
  const advice = 'Say which model by --model.'
  const response = await fetch(`${endpoint.replace(/\/+$/, '')}/models`, {
    headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
    signal: AbortSignal.timeout(LIMIT_MS),
  }).catch((error: Error) => {
    throw new Error(`${endpoint} does not answer (${error.message}), so that its models are not known. ${advice}`)
  })
  const models = Models.safeParse(await response.json().catch(() => null))
  if (!models.success) throw new Error(`${endpoint} does not list its models (HTTP ${response.status}). ${advice}`)
  const ids = models.data.data.map(({ id }) => id)
  if (ids.length > 1) throw new Error(`${endpoint} has several models: ${ids.slice(0, 20).join(', ')}. ${advice}`)
  return ids[0] ?? ''
}
