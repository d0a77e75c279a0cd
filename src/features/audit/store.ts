import type { Sql } from '@/platform/database'
import type { SealedEntry } from './chain'

/** Columns of a `SealedEntry`; timestamps come as ISO text. */
export const ENTRY_COLUMNS = `e.id, e."companyId", e.at, e."actorKind", e."actorId", e."runId", e.action, e."subjectKind", e."subjectId",
  e.details, e."requestId"`

export type Head = { position: number; hash: string; lastTxid: number; lastSeq: number }
export type Unsealed = SealedEntry & { txid: number; seq: number }

/** The chain's head, locked: one sealer a company at a time; null when another one has it. */
export async function lockHead(sql: Sql, companyId: string): Promise<Head | null> {
  const [head] = await sql<Head>(
    `SELECT position, hash, "lastTxid", "lastSeq" FROM "AuditHead" WHERE "companyId" = $1 FOR UPDATE SKIP LOCKED`,
    [companyId],
  )
  return head ?? null
}

/**
 * Entries behind the head, in the order (transaction, sequence), only of transactions that are older than every running one: what
 * commits late is never skipped.
 */
export function unsealedAfter(sql: Sql, companyId: string, head: Head, limit: number): Promise<Unsealed[]> {
  return sql<Unsealed>(
    `SELECT ${ENTRY_COLUMNS}, e.txid, e.seq FROM "AuditEntry" e
     WHERE e."companyId" = $1 AND (e.txid, e.seq) > ($2, $3) AND e.txid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint
     ORDER BY e.txid, e.seq LIMIT $4`,
    [companyId, head.lastTxid, head.lastSeq, limit],
  )
}

export type Seal = { position: number; entryId: string; prevHash: string; hash: string }

/** Stores new links and moves the head to the last of them. */
export async function storeSeals(sql: Sql, companyId: string, seals: Seal[], last: Unsealed): Promise<void> {
  const head = seals.at(-1)!
  await sql(
    `WITH links AS (
       INSERT INTO "AuditSeal" ("companyId", position, "entryId", "prevHash", hash)
       SELECT $1, position, "entryId", "prevHash", hash
       FROM jsonb_to_recordset($2::jsonb) AS x(position bigint, "entryId" uuid, "prevHash" text, hash text)
     )
     UPDATE "AuditHead" SET position = $3, hash = $4, "lastTxid" = $5, "lastSeq" = $6 WHERE "companyId" = $1`,
    [companyId, JSON.stringify(seals), head.position, head.hash, last.txid, last.seq],
  )
}
