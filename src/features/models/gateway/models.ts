import type { Caller } from '@/platform/command'
import type { OpenProvider } from '../commands/open-provider'
import { openProviders } from '../commands/open-providers'
import { addressAt, type Dialect, partOf } from '../rules/endpoints'
import { askUpstream, readAll } from './upstream'

const LIMIT_MS = 10_000
const MOST_BYTES = 4_000_000

/** The models that a provider says it has. @throws UpstreamError, or Error with a sentence */
export async function modelsOf({ dialect, baseUrl, key, name }: OpenProvider, signal: AbortSignal): Promise<string[]> {
  const url = new URL(addressAt(dialect, baseUrl, dialect === 'anthropic' ? 'models?limit=1000' : 'models'))
  const own: Record<string, string> =
    key === null ? {} : dialect === 'openai' ? { authorization: `Bearer ${key}` } : { 'x-api-key': key }
  const headers = { ...own, ...(dialect === 'anthropic' ? { 'anthropic-version': '2023-06-01' } : {}) }
  const within = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)])
  const response = await askUpstream({ method: 'GET', url, headers, body: '', signal: within })
  const text = await readAll(response, MOST_BYTES)
  if (response.statusCode !== 200)
    throw new Error(`The provider ${name} answered ${response.statusCode} to the question for its models.`)
  const list = partOf(JSON.parse(text)).data
  const ids = Array.isArray(list) ? list.map((each) => partOf(each).id) : []
  return ids.filter((id) => typeof id === 'string')
}

/**
 * The models that a run may ask for, in the dialect's list: those of the first provider by their names, all by `provider/name`.
 * A provider that does not answer is left out.
 */
export async function listUsableModels(caller: Caller, dialect: Dialect, signal: AbortSignal): Promise<object> {
  const { providers } = await openProviders(caller, { dialect })
  const lists = await Promise.all(providers.map((provider) => modelsOf(provider, signal).catch(() => [])))
  const prefixed = providers.flatMap((provider, i) =>
    (lists[i] ?? []).map((id) => [`${provider.name}/${id}`, provider.name] as const),
  )
  const plain = (lists[0] ?? []).map((id) => [id, providers[0]?.name ?? ''] as const)
  const all = [...plain, ...prefixed]
  if (dialect === 'openai') {
    return { object: 'list', data: all.map(([id, owner]) => ({ id, object: 'model', created: 0, owned_by: owner })) }
  }
  const created_at = '1970-01-01T00:00:00Z'
  const data = all.map(([id]) => ({ type: 'model', id, display_name: id, created_at }))
  return { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null }
}
