import { now } from '@/platform/clock'
import { systemSql } from '@/platform/database'

export type LostRun = { id: string; companyId: string; fence: number; isQueued: boolean }

const PAGE = 500

/**
 * Runs that nobody will end: their worker missed its lease at least `graceSeconds` ago, or they are in the queue although somebody
 * stopped them (a worker gave them back meanwhile).
 */
export function findLostRuns(graceSeconds: number): Promise<LostRun[]> {
  return systemSql<LostRun>(
    `SELECT id, "companyId", fence, state = 'queued' AS "isQueued" FROM (
       (SELECT * FROM "Run" WHERE state = 'running' AND "leaseExpiresAt" < $1::timestamptz - make_interval(secs => $2)
        ORDER BY "leaseExpiresAt" LIMIT ${PAGE})
       UNION ALL
       (SELECT * FROM "Run" WHERE state = 'queued' AND "stopAskedAt" < $1::timestamptz - make_interval(secs => $2)
        ORDER BY "createdAt", id LIMIT ${PAGE})) r`,
    [now(), graceSeconds],
  )
}
