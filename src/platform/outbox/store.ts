import { now } from '../clock'
import { type Sql, systemSql } from '../database'
import { firstIdAt } from '../ids'

/** An event as the engine gets it. */
export type Relayed = { id: string; name: string; data: Record<string, unknown>; ts: number }

type Row = { id: string; name: string; data: Record<string, unknown>; attempts: number; createdAt: string | Date }

/**
 * Takes a page of events that the engine has not got yet, oldest first, and marks them relayed, in the caller's transaction. An
 * event that is sent again gets a new id behind its own (`id#2`), because an engine remembers ids for a day.
 */
export async function takeUnrelayed(sql: Sql, limit: number): Promise<Relayed[]> {
  const rows = await sql<Row>(
    `UPDATE "OutboxEvent" e SET "relayedAt" = $1, attempts = attempts + 1
     FROM (SELECT id FROM "OutboxEvent" WHERE "isForEngine" AND "relayedAt" IS NULL ORDER BY seq LIMIT $2 FOR UPDATE SKIP LOCKED) due
     WHERE e.id = due.id RETURNING e.id, e.name, e.data, e.attempts, e."createdAt"`,
    [now(), limit],
  )
  return rows.map((row) => ({
    id: row.attempts > 1 ? `${row.id}#${row.attempts}` : row.id,
    name: row.name,
    data: row.data,
    ts: new Date(row.createdAt).getTime(),
  }))
}

/** Says that a durable function has taken an event up: its first act. */
export async function markConsumed(eventId: string | undefined): Promise<void> {
  const id = eventId?.split('#')[0]
  if (!id || !/^[0-9a-f-]{36}$/.test(id)) return
  await systemSql(`UPDATE "OutboxEvent" SET "consumedAt" = $2 WHERE id = $1 AND "consumedAt" IS NULL`, [id, now()])
}

/** An event that was handed over often is handed over again after this many times the wait at most: half an hour for two minutes. */
const MOST_PATIENT = 15

/**
 * Puts events that were relayed and never taken up back in line, after ever longer waits: one that no function can take must not fill the
 * engine with runs that fail.
 * @returns how many
 */
export async function sweepUnconsumed(olderThanSeconds: number): Promise<number> {
  const rows = await systemSql(
    `UPDATE "OutboxEvent" SET "relayedAt" = NULL WHERE id IN (
       SELECT id FROM "OutboxEvent" WHERE "isForEngine" AND "consumedAt" IS NULL
         AND "relayedAt" < $1::timestamptz - make_interval(secs => $2)
         AND "relayedAt" < $1::timestamptz - make_interval(secs => $2 * least(2 ^ (attempts - 1), ${MOST_PATIENT})) ORDER BY "relayedAt" LIMIT 500)
     RETURNING id`,
    [now(), olderThanSeconds],
  )
  return rows.length
}

/**
 * Removes events that everybody has read, of before a time: at most so many, the oldest first.
 * @returns how many
 */
export async function forgetEvents(before: Date, limit: number): Promise<number> {
  const rows = await systemSql(
    `DELETE FROM "OutboxEvent" WHERE id IN (
       SELECT e.id FROM "OutboxEvent" e JOIN "SearchCursor" s ON s."companyId" = e."companyId"
       WHERE e.id < $1 AND e."createdAt" < $2 AND (NOT e."isForEngine" OR e."consumedAt" IS NOT NULL)
         AND (e.txid, e.seq) <= (s.txid, s.seq) ORDER BY e.id LIMIT $3)
     RETURNING 1`,
    // ids begin with the time at which they were made: the key of the table finds what is old
    [firstIdAt(before), before, limit],
  )
  return rows.length
}
