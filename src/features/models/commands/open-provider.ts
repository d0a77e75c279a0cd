import { z } from 'zod'
import { openVersions } from '@/features/vault'
import { defineCommand, type View } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { Dialect, type ProviderView } from '../schema'
import { selectProviders } from '../store'

/** A provider with its key: for the gateway only, stored and told nowhere. */
export const OpenProvider = z.object({
  id: z.uuid(),
  name: z.string(),
  dialect: Dialect,
  baseUrl: z.string(),
  key: z.string().nullable(),
  hasLimits: z.boolean(),
  /** Whether one of the limits is how many calls may be under way. */
  hasPlaces: z.boolean(),
})
export type OpenProvider = z.output<typeof OpenProvider>

/**
 * Puts their keys to providers.
 * @throws Refusal broken_rule (rule `secret_unavailable`) when the first one's key cannot be had; others without are left out
 */
export async function withKeys(view: View, providers: readonly ProviderView[]): Promise<OpenProvider[]> {
  const wanted = providers.flatMap(({ secretId, secretVersion }) =>
    secretId ? [{ secretId, version: secretVersion ?? ('latest' as const) }] : [],
  )
  const opened = wanted.length > 0 ? await openVersions(view, wanted) : []
  return providers.flatMap((provider, i): OpenProvider[] => {
    const { id, name, dialect, baseUrl, secretId, secretVersion } = provider
    const { requestsPerMinute, tokensPerMinute, callsAtOnce } = provider
    const hasPlaces = callsAtOnce !== null
    const hasLimits = hasPlaces || requestsPerMinute !== null || tokensPerMinute !== null
    const open = { id, name, dialect, baseUrl, hasLimits, hasPlaces }
    const found = opened.find((each) => each.secretId === secretId && each.version === (secretVersion ?? 'latest'))
    if (secretId === null) return [{ ...open, key: null }]
    if (found?.status === 'active') return [{ ...open, key: found.value }]
    if (i > 0) return []
    throw new Refusal('broken_rule', `The key of the model provider ${name} is ${found ? 'disabled' : 'not there'}.`, {
      rule: 'secret_unavailable',
    })
  })
}

/** The provider of a company with its key, to be tried out. */
export const openProvider = defineCommand({
  name: 'openProvider',
  grant: 'company:write',
  input: z.object({ providerId: z.uuid() }),
  output: OpenProvider,
  records: ['secret.used'],
  announces: [],
  async run(work, { providerId }) {
    const provider = (await selectProviders(work, false)).find((each) => each.id === providerId)
    if (!provider) throw notFound('provider')
    const [open] = await withKeys(work, [provider])
    if (!provider.secretId) work.unchanged()
    else {
      const details = { name: provider.secretName, providerId, runId: null }
      work.record({ action: 'secret.used', subject: { kind: 'secret', id: provider.secretId }, details })
    }
    return open!
  },
})
