import { now } from '@/platform/clock'
import { hashToken, newToken } from '@/platform/crypto'
import { acrossCompanies } from '@/platform/database'

/** A worker that is silent for this long has lost its runs. */
export const LEASE_SECONDS = 20

export type Leased = { runId: string; companyId: string; fence: number; runToken: string }

/**
 * Gives queued runs of any company to a worker, oldest first: fence raised, lease and a new run token set, in one transaction
 * that skips rows another worker is taking.
 */
export function leaseRuns(worker: { id: string; runtimes: string[] }, slots: number): Promise<Leased[]> {
  return acrossCompanies(async (sql) => {
    const picked = await sql<{ id: string }>(
      `SELECT id FROM "Run" WHERE state = 'queued' AND runtime = ANY($1) ORDER BY "createdAt", id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [worker.runtimes, slots],
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
