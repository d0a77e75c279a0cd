import type { KMSClient } from '@aws-sdk/client-kms'
import { systemSql } from './database/scope'
import { env } from './env'
import { Refusal } from './errors'
import { log } from './log'
import { KEY_BYTES, keepUnwrapped, type MasterKey, masterKeyOf } from './master-key'

type Wrapped = { id: string; serviceKey: string; wrapped: Buffer }

const CONNECT_MS = 3_000
const ANSWER_MS = 10_000
/** What is wrapped opens for this purpose only; the service writes it into its own record. */
const PURPOSE = { purpose: 'paperclip master key' }

/**
 * Asks the key service for the master key that it keeps closed, once, at the start: the first server on a database has one made, whose
 * closed form is kept in the database. Keys of the service that were used before are opened too, as long as it still opens them.
 * @throws Refusal upstream_failed that says what to check, when the key that the settings name cannot be had
 */
export async function openKeyService(): Promise<void> {
  const named = env().PAPERCLIP_MASTER_KEY_KMS
  const rows = await systemSql<Wrapped>(`SELECT id, "serviceKey", wrapped FROM "WrappedKey" ORDER BY "createdAt", id`)
  if (!named && rows.length === 0) return
  const first = named ? await keyNamed(named, rows) : []
  const others = rows.filter(({ serviceKey }) => serviceKey !== named)
  keepUnwrapped([...first, ...(await Promise.all(others.map(openedOrNone))).flat()])
}

async function keyNamed(serviceKey: string, rows: readonly Wrapped[]): Promise<[MasterKey]> {
  const row = rows.find((each) => each.serviceKey === serviceKey)
  try {
    return [row ? await opened(row) : await made(serviceKey)]
  } catch (error) {
    throw new Refusal('upstream_failed', sentenceOf(error, serviceKey), { rule: 'key_service' })
  }
}

/** What an older key sealed cannot be opened without it, and everything else can. */
async function openedOrNone(row: Wrapped): Promise<MasterKey[]> {
  try {
    return [await opened(row)]
  } catch (error) {
    log.warn({ keyId: row.id, why: sentenceOf(error, row.serviceKey) }, 'an older master key could not be opened')
    return []
  }
}

async function opened({ serviceKey, wrapped }: Wrapped): Promise<MasterKey> {
  const { sdk, client } = await connect(serviceKey)
  const command = new sdk.DecryptCommand({ KeyId: serviceKey, CiphertextBlob: wrapped, EncryptionContext: PURPOSE })
  return keyOf((await client.send(command)).Plaintext)
}

/** A new master key. Of several servers that begin at once, all take the one that was stored first. */
async function made(serviceKey: string): Promise<MasterKey> {
  const { sdk, client } = await connect(serviceKey)
  const command = new sdk.GenerateDataKeyCommand({ KeyId: serviceKey, KeySpec: 'AES_256', EncryptionContext: PURPOSE })
  const { Plaintext, CiphertextBlob } = await client.send(command)
  const key = keyOf(Plaintext)
  await systemSql(
    `INSERT INTO "WrappedKey" (id, "serviceKey", wrapped) VALUES ($1, $2, $3) ON CONFLICT ("serviceKey") DO NOTHING`,
    [key.id, serviceKey, Buffer.from(CiphertextBlob ?? [])],
  )
  const [row] = await systemSql<Wrapped>(`SELECT id, "serviceKey", wrapped FROM "WrappedKey" WHERE "serviceKey" = $1`, [
    serviceKey,
  ])
  return row && row.id !== key.id ? opened(row) : key
}

function keyOf(plain: Uint8Array | undefined): MasterKey {
  if (plain?.length !== KEY_BYTES) throw new Error('The key service answered without a key.')
  return masterKeyOf(Buffer.from(plain), 'PAPERCLIP_MASTER_KEY_KMS')
}

/** The client is big: it is loaded where a key service is used, not with the program. */
async function connect(serviceKey: string) {
  const sdk = await import('@aws-sdk/client-kms')
  const { KMS_ENDPOINT: endpoint, KMS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = env()
  const region = KMS_REGION ?? /^arn:[^:]+:kms:([^:]+):/.exec(serviceKey)?.[1]
  const client: KMSClient = new sdk.KMSClient({
    ...(endpoint && { endpoint }),
    // without a region and keys of its own the client looks where Amazon's machines keep theirs
    ...(region && { region }),
    ...(AWS_ACCESS_KEY_ID &&
      AWS_SECRET_ACCESS_KEY && {
        credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
      }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
  })
  return { sdk, client }
}

const SENTENCES: [names: RegExp, sentence: (key: string) => string][] = [
  [
    /^NotFoundException$/,
    (key) => `There is no key ${key} at the key service. Check PAPERCLIP_MASTER_KEY_KMS and KMS_REGION.`,
  ],
  [
    /^(AccessDenied|UnrecognizedClient|InvalidSignature|IncompleteSignature|InvalidClientTokenId|CredentialsProviderError|ExpiredToken)/,
    (key) =>
      `The key service does not let this server use the key ${key}. Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that they may use kms:GenerateDataKey and kms:Decrypt on it.`,
  ],
  [
    /^(DisabledException|KMSInvalidStateException|KeyUnavailableException)$/,
    (key) => `The key ${key} is disabled or about to be deleted at the key service. Enable it there.`,
  ],
  [
    /^(InvalidCiphertextException|IncorrectKeyException)$/,
    (key) =>
      `The key ${key} does not open the master key that this database has. Set PAPERCLIP_MASTER_KEY_KMS to the key that closed it.`,
  ],
]

function sentenceOf(error: unknown, serviceKey: string): string {
  const name = error instanceof Error ? error.name : 'unknown'
  const [, told] = SENTENCES.find(([names]) => names.test(name)) ?? []
  if (told) return told(serviceKey)
  const code = error instanceof Error && 'code' in error ? String(error.code) : name
  return `The key service could not be asked for the key ${serviceKey} (${code}). Check KMS_ENDPOINT and KMS_REGION and that this server reaches it, then start again.`
}
