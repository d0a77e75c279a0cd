import { type Sql, systemSql } from '@/platform/database'
import type { CompanyId } from '@/platform/ids'
import type { SearchKind } from './schema'

export type Position = { txid: number; seq: number }
export type Event = Position & { name: string; data: Record<string, unknown> }

/** Before everything, also before what a backup brought, which lies before zero. */
const BEGINNING = '-9007199254740991'

/** How far a company's events were read, locked: one indexer a company at a time; null when another one has it. */
export async function lockCursor(sql: Sql, companyId: CompanyId): Promise<Position | null> {
  await sql(`INSERT INTO "SearchCursor" ("companyId", txid) VALUES ($1, ${BEGINNING}) ON CONFLICT DO NOTHING`, [
    companyId,
  ])
  const [cursor] = await sql<Position>(
    `SELECT txid, seq FROM "SearchCursor" WHERE "companyId" = $1 FOR UPDATE SKIP LOCKED`,
    [companyId],
  )
  return cursor ?? null
}

/** Events behind a position in their order, of transactions older than every running one: what commits late is never skipped. */
export function eventsAfter(sql: Sql, companyId: CompanyId, from: Position, limit: number): Promise<Event[]> {
  return sql<Event>(
    `SELECT txid, seq, name, data FROM "OutboxEvent"
     WHERE "companyId" = $1 AND (txid, seq) > ($2, $3) AND txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
     ORDER BY txid, seq LIMIT $4`,
    [companyId, from.txid, from.seq, limit],
  )
}

export async function moveCursor(sql: Sql, companyId: CompanyId, to: Position): Promise<void> {
  await sql(`UPDATE "SearchCursor" SET txid = $2, seq = $3 WHERE "companyId" = $1`, [companyId, to.txid, to.seq])
}

export type Entry = {
  kind: SearchKind
  id: string
  part: number
  taskId: string | null
  at: string
  title: string
  body: string
  /** Text of a tsvector. */
  words: string
}

/** Stores the parts of texts. What says the same already is left alone. */
export async function storeEntries(sql: Sql, companyId: CompanyId, entries: Entry[]): Promise<void> {
  if (entries.length === 0) return
  const column = <K extends keyof Entry>(key: K) => entries.map((entry) => entry[key])
  await sql(
    `INSERT INTO "SearchEntry" AS e ("companyId", kind, "subjectId", part, "taskId", at, title, body, words)
     SELECT $1, kind, id, part, task, at, title, body, words::tsvector
     FROM unnest($2::text[], $3::uuid[], $4::int[], $5::uuid[], $6::timestamptz[], $7::text[], $8::text[], $9::text[])
       AS x(kind, id, part, task, at, title, body, words)
     ON CONFLICT ("companyId", kind, "subjectId", part) DO UPDATE SET "taskId" = EXCLUDED."taskId", at = EXCLUDED.at,
       title = EXCLUDED.title, body = EXCLUDED.body, words = EXCLUDED.words
     WHERE (e.title, e.body, e."taskId") IS DISTINCT FROM (EXCLUDED.title, EXCLUDED.body, EXCLUDED."taskId")`,
    [
      ...[companyId, column('kind'), column('id'), column('part'), column('taskId'), column('at')],
      ...[column('title'), column('body'), column('words')],
    ],
  )
}

export type Kept = { kind: SearchKind; id: string; parts: number }

/** Removes parts that texts no longer have; all of a text that is gone (0 parts). */
export async function removeLeftovers(sql: Sql, companyId: CompanyId, kept: Kept[]): Promise<void> {
  await sql(
    `DELETE FROM "SearchEntry" e USING unnest($2::text[], $3::uuid[], $4::int[]) AS x(kind, id, parts)
     WHERE e."companyId" = $1 AND e.kind = x.kind AND e."subjectId" = x.id AND e.part >= x.parts`,
    [companyId, kept.map((each) => each.kind), kept.map((each) => each.id), kept.map((each) => each.parts)],
  )
}

const BEHIND = `EXISTS (SELECT 1 FROM "OutboxEvent" e WHERE e."companyId" = c.id
  AND (e.txid, e.seq) > (coalesce(s.txid, ${BEGINNING}), coalesce(s.seq, 0)))`

/** Whether a company has events that the search has not read. */
export async function isSearchBehind(companyId: CompanyId): Promise<boolean> {
  const rows = await systemSql(
    `SELECT 1 FROM "Company" c LEFT JOIN "SearchCursor" s ON s."companyId" = c.id WHERE c.id = $1 AND ${BEHIND}`,
    [companyId],
  )
  return rows.length > 0
}

/** Companies with such events; for the start of a process, and as a backstop now and then. */
export async function companiesToIndex(): Promise<CompanyId[]> {
  const rows = await systemSql<{ id: CompanyId }>(
    `SELECT c.id FROM "Company" c LEFT JOIN "SearchCursor" s ON s."companyId" = c.id WHERE ${BEHIND}`,
  )
  return rows.map((row) => row.id)
}
