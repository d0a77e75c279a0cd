import { now } from '@/platform/clock'
import { acrossCompanies } from '@/platform/database'
import { LEASE_SECONDS } from './lease-runs'

export type Order = { runId: string; order: 'go_on' | 'stop' | 'gone'; reason?: string }

/**
 * Prolongs the leases of a worker's runs, and of the tasks that they hold, in one statement; answers what each run should do. A
 * run that somebody else has now, or that has ended, is `gone`.
 */
export function beatRuns(
  workerId: string,
  runs: { runId: string; fence: number }[],
  isDraining = false,
): Promise<Order[]> {
  return acrossCompanies(async (sql) => {
    const alive = await sql<{ id: string; stopReason: string | null }>(
      `WITH beat AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x("runId" uuid, fence int)),
       runs AS (
         UPDATE "Run" r SET "leaseExpiresAt" = $3::timestamptz + make_interval(secs => ${LEASE_SECONDS}) FROM beat
         WHERE r.id = beat."runId" AND r.fence = beat.fence AND r."workerId" = $2 AND r.state = 'running'
         RETURNING r.id, r."companyId", r."stopReason"
       ), leases AS (
         UPDATE "Lease" l SET "expiresAt" = $3::timestamptz + make_interval(secs => ${2 * LEASE_SECONDS}) FROM runs
         WHERE l."companyId" = runs."companyId" AND l."runId" = runs.id AND l."expiresAt" > $3
       )
       SELECT id, "stopReason" FROM runs`,
      [JSON.stringify(runs), workerId, now()],
    )
    await sql(`UPDATE "Worker" SET "lastBeatAt" = $2, "isDraining" = $3 WHERE id = $1`, [workerId, now(), isDraining])
    const byId = new Map(alive.map((run) => [run.id, run]))
    return runs.map(({ runId }): Order => {
      const run = byId.get(runId)
      if (!run) return { runId, order: 'gone' }
      return run.stopReason ? { runId, order: 'stop', reason: run.stopReason } : { runId, order: 'go_on' }
    })
  })
}
