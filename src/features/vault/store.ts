import type { View, Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { type Sealed, type SealedColumns, seal, unseal } from '@/platform/sealed'
import type { Version } from './rules/settings'
import type { SecretDetail } from './schema'

/** Columns of a `SecretView`. */
export const SECRET_COLUMNS = `s.id, s."companyId", s.name, s.description, s.status, s."latestVersion", s."createdByKind", s."createdById",
  s."createdAt", s."updatedAt", (SELECT e.at FROM "AuditEntry" e WHERE e."companyId" = s."companyId" AND e."subjectId" = s.id::text
     AND e.action = 'secret.used' ORDER BY e.at DESC, e.seq DESC LIMIT 1) AS "lastUsedAt"`

/** A sealed value opens only as this version of this secret of this company. */
const placeOf = (companyId: string, secretId: string, version: number) => `${companyId}/${secretId}/${version}`

/** Where the vault keeps what it seals. */
export const SECRET_VALUES: SealedColumns = {
  table: 'SecretVersion',
  ids: ['secretId', 'version'],
  ...{ keyId: 'keyId', nonce: 'nonce', ciphertext: 'ciphertext' },
  placeOf: (companyId, [secretId = '', version]) => placeOf(companyId, secretId, Number(version)),
}

export type NewSecret = { id: string; name: string; description: string; value: string }

/**
 * Stores secrets, each with its first version.
 * @throws Refusal already_exists when a name is taken
 */
export async function insertSecrets(work: Work, secrets: readonly NewSecret[]): Promise<void> {
  if (secrets.length === 0) return
  const rows = secrets.map(({ id, name, description }) => ({ id, name, description }))
  await work
    .sql(
      `INSERT INTO "Secret" (id, "companyId", name, description, "createdByKind", "createdById", "createdAt", "updatedAt")
       SELECT id, $1, name, description, $3, $4, $5, $5 FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, name text, description text)`,
      [work.companyId, JSON.stringify(rows), work.actor.kind, work.actor.id, work.now],
    )
    .catch((error) => {
      throw nameTaken(error)
    })
  await insertVersions(
    work,
    secrets.map(({ id, value }) => ({ secretId: id, version: 1, value })),
  )
}

/** A taken name as a refusal; any other error as it is. */
export function nameTaken(error: unknown): unknown {
  const isTaken = (error as { constraint?: string }).constraint === 'Secret_companyId_name_key'
  return isTaken ? new Refusal('already_exists', 'There is a secret with this name already.', { field: 'name' }) : error
}

/**
 * Gives secrets a next version; the row lock that the new number takes puts writers in a line.
 * @returns the new version of each secret that exists
 */
export async function addVersions(work: Work, values: ReadonlyMap<string, string>): Promise<Map<string, number>> {
  if (values.size === 0) return new Map()
  const rows = await work.sql<{ id: string; version: number }>(
    `UPDATE "Secret" SET "latestVersion" = "latestVersion" + 1, "updatedAt" = $3 WHERE "companyId" = $1 AND id = ANY($2)
     RETURNING id, "latestVersion" AS version`,
    [work.companyId, [...values.keys()].sort(), work.now],
  )
  await insertVersions(
    work,
    rows.map(({ id, version }) => ({ secretId: id, version, value: values.get(id)! })),
  )
  return new Map(rows.map(({ id, version }) => [id, version]))
}

async function insertVersions(work: Work, versions: { secretId: string; version: number; value: string }[]) {
  const rows = versions.map(({ secretId, version, value }) => {
    const { keyId, nonce, ciphertext } = seal(value, placeOf(work.companyId, secretId, version))
    return { secretId, version, keyId, nonce: nonce.toString('hex'), ciphertext: ciphertext.toString('hex') }
  })
  await work.sql(
    `INSERT INTO "SecretVersion" ("companyId", "secretId", version, "keyId", nonce, ciphertext, "createdAt")
     SELECT $1, "secretId", version, "keyId", decode(nonce, 'hex'), decode(ciphertext, 'hex'), $3
     FROM jsonb_to_recordset($2::jsonb) AS x("secretId" uuid, version int, "keyId" text, nonce text, ciphertext text)`,
    [work.companyId, JSON.stringify(rows), work.now],
  )
}

export type Known = { id: string; name: string; status: string; latestVersion: number }

/** The secrets that these texts name, by id or by name. None of them can be deleted before this transaction ends. */
export function findSecrets(work: Work, ids: readonly string[], names: readonly string[]): Promise<Known[]> {
  return work.sql<Known>(
    `SELECT id, name, status, "latestVersion" FROM "Secret" WHERE "companyId" = $1 AND (id = ANY($2::uuid[]) OR name = ANY($3::text[]))
     ORDER BY id FOR KEY SHARE`,
    [work.companyId, ids, names],
  )
}

export type Opened = { secretId: string; version: Version; name: string; status: string; found: number; value: string }

/** The values of versions of secrets, in any order; a version that does not exist is not among them. */
export async function openVersions(
  view: View,
  wanted: readonly { secretId: string; version: Version }[],
): Promise<Opened[]> {
  const rows = await view.sql<Sealed & Omit<Opened, 'value' | 'version'> & { asked: number | null }>(
    `SELECT s.id AS "secretId", s.name, s.status, x.version AS asked, v.version AS found, v."keyId", v.nonce, v.ciphertext
     FROM jsonb_to_recordset($2::jsonb) AS x("secretId" uuid, version int)
     JOIN "Secret" s ON s."companyId" = $1 AND s.id = x."secretId"
     JOIN "SecretVersion" v ON v."companyId" = $1 AND v."secretId" = s.id AND v.version = coalesce(x.version, s."latestVersion")`,
    [
      view.companyId,
      JSON.stringify(wanted.map((one) => ({ ...one, version: one.version === 'latest' ? null : one.version }))),
    ],
  )
  return rows.map(({ asked, keyId, nonce, ciphertext, ...row }) => ({
    ...row,
    version: asked ?? 'latest',
    value: unseal({ keyId, nonce, ciphertext }, placeOf(view.companyId, row.secretId, row.found)),
  }))
}

/** Agents, terminated ones left out, whose settings name a secret, or whose older ones do: each revision can be restored. */
export function usersOf(view: View, secretId: string): Promise<SecretDetail['usedBy']> {
  return view.sql<SecretDetail['usedBy'][number]>(
    `WITH named(path) AS (SELECT format('$.** ? (@.secretId == "%s")', $2::uuid)::jsonpath)
     SELECT a.id, a.name, jsonb_path_query_first(a."runtimeConfig", path)->'version' AS version
     FROM "Agent" a CROSS JOIN named WHERE a."companyId" = $1 AND a.status <> 'terminated' AND (a."runtimeConfig" @? path
       OR EXISTS (SELECT 1 FROM "AgentRevision" r WHERE r."companyId" = $1 AND r."agentId" = a.id AND r.settings @? path))
     ORDER BY a."createdAt", a.id LIMIT 500`,
    [view.companyId, secretId],
  )
}

/** Model providers whose key a secret is. */
export function providersOf(view: View, secretId: string): Promise<SecretDetail['providers']> {
  return view.sql<SecretDetail['providers'][number]>(
    `SELECT id, name, coalesce(to_jsonb("secretVersion"), '"latest"') AS version FROM "ModelProvider"
     WHERE "companyId" = $1 AND "secretId" = $2 ORDER BY name LIMIT 100`,
    [view.companyId, secretId],
  )
}

/** One sealed version; null when the key that sealed it is not here. */
export function openSealed(companyId: string, row: Sealed & { secretId: string; version: number }): string | null {
  try {
    return unseal(row, placeOf(companyId, row.secretId, row.version))
  } catch {
    return null
  }
}
