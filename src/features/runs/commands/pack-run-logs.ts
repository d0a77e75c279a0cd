import { now } from '@/platform/clock'
import { acrossCompanies, systemSql } from '@/platform/database'
import { packEvents } from '../packed-log'
import type { RunEventView } from '../schema'

/** A run that ended this long ago is seldom looked at. */
const PACKED_AFTER_HOURS = 24

/** One go takes no longer; the next one goes on. */
const LIMIT_MS = 120_000

/**
 * Packs the logs of runs that ended a day ago or more, oldest first, one a transaction: their rows of `RunEvent` become one of
 * `RunLog`, which readers unpack. Two that pack at once take different runs.
 * @returns how many
 */
export async function packRunLogs(): Promise<number> {
  const until = performance.now() + LIMIT_MS
  let packed = 0
  while (performance.now() < until && (await packNext())) packed += 1
  return packed
}

async function packNext(): Promise<boolean> {
  return acrossCompanies(async (sql) => {
    const [run] = await sql<{ id: string; companyId: string }>(
      `SELECT id, "companyId" FROM "Run" WHERE "lastEventSeq" > 0 AND NOT "isLogPacked" AND "finishedAt" < $1::timestamptz - make_interval(hours => $2)
       ORDER BY "finishedAt" LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [now(), PACKED_AFTER_HOURS],
    )
    if (!run) return false
    const ids = [run.companyId, run.id]
    const events = await sql<RunEventView>(
      `SELECT seq, at, kind, stream, text FROM "RunEvent" WHERE "companyId" = $1 AND "runId" = $2 ORDER BY seq`,
      ids,
    )
    await sql(
      `INSERT INTO "RunLog" ("companyId", "runId", events, "eventCount", "packedAt") VALUES ($1, $2, $3, $4, $5)`,
      [...ids, await packEvents(events), events.length, now()],
    )
    await sql(`DELETE FROM "RunEvent" WHERE "companyId" = $1 AND "runId" = $2`, ids)
    await sql(`UPDATE "Run" SET "isLogPacked" = true WHERE "companyId" = $1 AND id = $2`, ids)
    return true
  })
}

const PAGE = 500

/** Deletes a company's logs that were packed before a time, a page a statement. @returns how many */
export async function dropOldRunLogs(companyId: string, before: Date): Promise<number> {
  const until = performance.now() + LIMIT_MS
  let dropped = 0
  for (let count = PAGE; count === PAGE && performance.now() < until; dropped += count) {
    count = await dropPage(companyId, before)
  }
  return dropped
}

async function dropPage(companyId: string, before: Date): Promise<number> {
  const gone = await systemSql(
    `DELETE FROM "RunLog" WHERE "companyId" = $1 AND "runId" IN (
       SELECT "runId" FROM "RunLog" WHERE "companyId" = $1 AND "packedAt" < $2 ORDER BY "packedAt" LIMIT ${PAGE})
     RETURNING 1`,
    [companyId, before],
  )
  return gone.length
}
