import { now } from '@/platform/clock'
import { hashToken, newToken } from '@/platform/crypto'
import { acrossCompanies, systemSql } from '@/platform/database'

/** A worker that is silent for this long has lost its runs. */
export const LEASE_SECONDS = 20

export type Leased = { runId: string; companyId: string; fence: number; runToken: string }

export type LeasingWorker = { id: string; runtimes: string[]; labels?: string[] }

/**
 * Gives queued runs of any company to a worker that has their runtime and every label they ask for, oldest first: fence raised, lease and a new run token set, in one transaction
 * that skips rows another worker is taking.
 */
export function leaseRuns(worker: LeasingWorker, slots: number): Promise<Leased[]> {
  return acrossCompanies(async (sql) => {
    const picked = await sql<{ id: string }>(
      `SELECT id FROM "Run" WHERE state = 'queued' AND "stopReason" IS NULL AND runtime = ANY($1) AND "workerLabels" <@ $3
       ORDER BY "createdAt", id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [worker.runtimes, slots, worker.labels ?? []],
    )
    if (picked.length === 0) return []
    const tokens = new Map(picked.map((run) => [run.id, newToken('pcp_run')]))
    const rows = [...tokens].map(([id, token]) => ({ id, hash: hashToken(token) }))
    const leased = await sql<Omit<Leased, 'runToken'>>(
      `UPDATE "Run" r SET state = 'running', "workerId" = $2, fence = r.fence + 1, "tokenHash" = x.hash,
         "startedAt" = coalesce(r."startedAt", $3), "leaseExpiresAt" = $3::timestamptz + make_interval(secs => ${LEASE_SECONDS})
       FROM jsonb_to_recordset($1::jsonb) AS x(id uuid, hash text) WHERE r.id = x.id
       RETURNING r.id AS "runId", r."companyId", r.fence`,
      [JSON.stringify(rows), worker.id, now()],
    )
    return leased.map((run) => ({ ...run, runToken: tokens.get(run.runId)! }))
  })
}

/** Puts runs back into the queue that a worker was given and never saw: its connection was gone by then. */
export async function returnRuns(runs: Leased[]): Promise<void> {
  await systemSql(
    `UPDATE "Run" r SET state = 'queued', "workerId" = NULL, "leaseExpiresAt" = NULL, "tokenHash" = NULL, "startedAt" = NULL
     FROM jsonb_to_recordset($1::jsonb) AS x("runId" uuid, fence int) WHERE r.id = x."runId" AND r.fence = x.fence AND r.state = 'running'`,
    [JSON.stringify(runs.map(({ runId, fence }) => ({ runId, fence })))],
  )
}
