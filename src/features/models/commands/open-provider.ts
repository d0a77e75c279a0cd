import { z } from 'zod'
import { openVersions } from '@/features/vault'
import { defineCommand, type View, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { Dialect } from '../schema'
import { doorsSql, type ProviderDoor } from '../store'

/** A provider with its key: for the gateway only, stored and told nowhere. */
export const OpenProvider = z.object({
  id: z.uuid(),
  name: z.string(),
  dialect: Dialect,
  baseUrl: z.string(),
  key: z.string().nullable(),
  /** Whose value the key is; null where none is needed. */
  secret: z.object({ id: z.uuid(), name: z.string(), version: z.number() }).nullable(),
  hasLimits: z.boolean(),
  /** Whether one of the limits is how many calls may be under way. */
  hasPlaces: z.boolean(),
})
export type OpenProvider = z.output<typeof OpenProvider>

/** A version of a secret never has another value: opened once. Whether it may be used is asked each time. */
const opened = new Map<string, string>()
const MOST_OPENED = 1_000

async function keysOf(view: View, doors: readonly ProviderDoor[]): Promise<(door: ProviderDoor) => string | undefined> {
  const placeOf = ({ secretId, secretVersion }: Pick<ProviderDoor, 'secretId' | 'secretVersion'>) =>
    `${view.companyId}/${secretId}/${secretVersion}`
  const missing = doors.flatMap((door) =>
    door.secretId && door.secretVersion && !opened.has(placeOf(door))
      ? [{ secretId: door.secretId, version: door.secretVersion }]
      : [],
  )
  if (missing.length > 0) {
    if (opened.size >= MOST_OPENED) opened.clear()
    for (const { secretId, found, value } of await openVersions(view, missing)) {
      opened.set(placeOf({ secretId, secretVersion: found }), value)
    }
  }
  return (door) => opened.get(placeOf(door))
}

/**
 * Puts their keys to providers.
 * @throws Refusal broken_rule (rule `secret_unavailable`) when the first one's key cannot be had; others without are left out
 */
export async function withKeys(view: View, doors: readonly ProviderDoor[]): Promise<OpenProvider[]> {
  const keyOf = await keysOf(view, doors)
  return doors.flatMap((door, i): OpenProvider[] => {
    const { id, name, dialect, baseUrl, hasLimits, hasPlaces } = door
    const open = { id, name, dialect, baseUrl, hasLimits, hasPlaces }
    if (door.secretId === null) return [{ ...open, key: null, secret: null }]
    const key = keyOf(door)
    if (key !== undefined && door.secretStatus === 'active') {
      return [
        { ...open, key, secret: { id: door.secretId, name: door.secretName ?? '', version: door.secretVersion ?? 0 } },
      ]
    }
    if (i > 0) return []
    const problem = key === undefined ? 'not there' : 'disabled'
    throw new Refusal('broken_rule', `The key of the model provider ${name} is ${problem}.`, {
      rule: 'secret_unavailable',
    })
  })
}

/** Says whose key was opened, and for which run. */
export function noteUse(
  work: Work,
  { id: providerId, name: provider, secret }: OpenProvider,
  forWhom: { runId: string | null; agentId: string | null },
): void {
  if (!secret) return
  const details = { name: secret.name, version: secret.version, provider, providerId, ...forWhom }
  work.record({ action: 'secret.used', subject: { kind: 'secret', id: secret.id }, details })
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
    const [provider] = await work.sql<ProviderDoor>(doorsSql('p.id = $2'), [work.companyId, providerId])
    if (!provider) throw notFound('provider')
    const [open] = await withKeys(work, [provider])
    if (open?.secret) noteUse(work, open, { runId: null, agentId: null })
    else work.unchanged()
    return open!
  },
})
