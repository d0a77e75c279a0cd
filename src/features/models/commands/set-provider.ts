import type { z } from 'zod'
import { createSecret, rotateSecret } from '@/features/vault'
import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { ProviderView, SetProvider } from '../schema'
import { PROVIDER_COLUMNS } from '../store'

const DEFAULT_BASE = { openai: 'https://api.openai.com/v1', anthropic: 'https://api.anthropic.com' }

/**
 * Says where models of a company are, and with which key of the vault they are asked: a new provider, or other settings of one; what is
 * left out stays. The key is read by nobody but the gateway.
 * @throws Refusal invalid_input for a new one without name or dialect; not_found for a provider or secret that is not there;
 *   already_exists when the name is another one's
 */
export const setProvider = defineCommand({
  name: 'setProvider',
  grant: 'company:write',
  input: SetProvider,
  output: ProviderView,
  records: ['provider.set', 'secret.created', 'secret.rotated'],
  announces: ['provider/set', 'secret/created', 'secret/rotated'],
  async run(work, input) {
    const before = await find(work, input)
    const name = input.name ?? before?.name
    const dialect = input.dialect ?? before?.dialect
    if (!name) throw missing('name')
    if (!dialect) throw missing('dialect')
    const given = await secretOf(work, input, before, name)
    const id = before?.id ?? work.newId()
    const row = {
      baseUrl: baseOf(dialect, input.baseUrl ?? before?.baseUrl ?? DEFAULT_BASE[dialect]),
      requestsPerMinute: kept(input.requestsPerMinute, before?.requestsPerMinute),
      tokensPerMinute: kept(input.tokensPerMinute, before?.tokensPerMinute),
      callsAtOnce: kept(input.callsAtOnce, before?.callsAtOnce),
      isEnabled: input.isEnabled ?? before?.isEnabled ?? true,
    }
    await store(work, { id, name, dialect, ...given, ...row })
    const details = { name, dialect, baseUrl: row.baseUrl, isEnabled: row.isEnabled, secretId: given.secretId }
    work.record({ action: 'provider.set', subject: { kind: 'provider', id }, details })
    work.announce({ name: 'provider/set', data: { providerId: id } })
    const [view] = await work.sql<ProviderView>(
      `SELECT ${PROVIDER_COLUMNS} FROM "ModelProvider" p LEFT JOIN "Secret" s ON s."companyId" = $1 AND s.id = p."secretId"
       WHERE p."companyId" = $1 AND p.id = $2`,
      [work.companyId, id],
    )
    return view!
  },
})

type Input = z.output<typeof SetProvider>
type Before = Pick<
  ProviderView,
  | 'id'
  | 'name'
  | 'dialect'
  | 'baseUrl'
  | 'secretId'
  | 'secretVersion'
  | 'requestsPerMinute'
  | 'tokensPerMinute'
  | 'callsAtOnce'
  | 'isEnabled'
> & { secretName: string | null }

const kept = <T>(given: T | null | undefined, before: T | null | undefined) =>
  given === undefined ? (before ?? null) : given

function missing(field: string): Refusal {
  return new Refusal('invalid_input', `${field}: a new provider needs it.`, { field })
}

/** Anthropic's clients add the version themselves. */
function baseOf(dialect: 'openai' | 'anthropic', url: string): string {
  return dialect === 'anthropic' ? url.replace(/\/v1$/, '') : url
}

async function find(work: Work, { providerId, name }: Input): Promise<Before | null> {
  const [row] = await work.sql<Before>(
    `SELECT ${PROVIDER_COLUMNS} FROM "ModelProvider" p LEFT JOIN "Secret" s ON s."companyId" = $1 AND s.id = p."secretId"
     WHERE p."companyId" = $1 AND CASE WHEN $2::uuid IS NULL THEN p.name = $3 ELSE p.id = $2 END FOR UPDATE OF p`,
    [work.companyId, providerId ?? null, name ?? null],
  )
  if (providerId && !row) throw notFound('provider')
  return row ?? null
}

/** The secret that the provider has from now on. A key that is given again becomes the next version of the secret made for it. */
async function secretOf(work: Work, { secret, apiKey }: Input, before: Before | null, name: string) {
  if (apiKey) return { secretId: await keep(work, apiKey, before, name), secretVersion: null }
  if (secret === undefined) return { secretId: before?.secretId ?? null, secretVersion: before?.secretVersion ?? null }
  if (secret === null) return { secretId: null, secretVersion: null }
  const [found] = await work.sql<{ latestVersion: number }>(
    `SELECT "latestVersion" FROM "Secret" WHERE "companyId" = $1 AND id = $2 FOR KEY SHARE`,
    [work.companyId, secret.secretId],
  )
  if (!found || (secret.version ?? 1) > found.latestVersion) {
    throw new Refusal('not_found', 'No such secret.', { what: 'secret', secretId: secret.secretId })
  }
  return { secretId: secret.secretId, secretVersion: secret.version ?? null }
}

async function keep(work: Work, value: string, before: Before | null, name: string): Promise<string> {
  const own = `models/${name}`
  if (before?.secretId && before.secretName === own) {
    await rotateSecret.within(work, { secretId: before.secretId, value })
    return before.secretId
  }
  const made = await createSecret.within(work, { name: own, value, description: `Key of the model provider ${name}` })
  return made.id
}

type Row = Omit<ProviderView, 'createdAt' | 'updatedAt' | 'secretName'>

/** A changed limit begins with a full minute. */
async function store(work: Work, row: Row): Promise<void> {
  await work
    .sql(
      `INSERT INTO "ModelProvider" AS p (id, "companyId", name, dialect, "baseUrl", "secretId", "secretVersion", "requestsPerMinute",
         "tokensPerMinute", "isEnabled", "requestsLeft", "tokensLeft", "allowanceAt", "createdAt", "updatedAt", "callsAtOnce")
       VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, coalesce($8, 0), coalesce($9, 0), $11, $11, $11, $12)
       ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, dialect = EXCLUDED.dialect, "baseUrl" = EXCLUDED."baseUrl",
         "secretId" = EXCLUDED."secretId", "secretVersion" = EXCLUDED."secretVersion", "isEnabled" = EXCLUDED."isEnabled",
         "requestsPerMinute" = EXCLUDED."requestsPerMinute", "tokensPerMinute" = EXCLUDED."tokensPerMinute",
         "requestsLeft" = CASE WHEN p."requestsPerMinute" IS DISTINCT FROM EXCLUDED."requestsPerMinute" THEN EXCLUDED."requestsLeft" ELSE p."requestsLeft" END,
         "callsAtOnce" = EXCLUDED."callsAtOnce",
         "tokensLeft" = CASE WHEN p."tokensPerMinute" IS DISTINCT FROM EXCLUDED."tokensPerMinute" THEN EXCLUDED."tokensLeft" ELSE p."tokensLeft" END,
         "updatedAt" = EXCLUDED."updatedAt"`,
      [
        work.companyId,
        row.id,
        row.name,
        row.dialect,
        row.baseUrl,
        row.secretId,
        row.secretVersion,
        row.requestsPerMinute,
        row.tokensPerMinute,
        row.isEnabled,
        work.now,
        row.callsAtOnce,
      ],
    )
    .catch((error: { constraint?: string }) => {
      if (error.constraint !== 'ModelProvider_companyId_name_key') throw error
      throw new Refusal('already_exists', 'There is a provider with this name already.', { field: 'name' })
    })
}
