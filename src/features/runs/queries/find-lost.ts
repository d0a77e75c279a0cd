import { now } from '@/platform/clock'
import { systemSql } from '@/platform/database'

export type LostRun = { id: string; companyId: string; fence: number }

const PAGE = 500

/** Runs whose worker missed its lease at least `graceSeconds` ago. */
export function findLostRuns(graceSeconds: number): Promise<LostRun[]> {
  return systemSql<LostRun>(
    `SELECT id, "companyId", fence FROM "Run" WHERE state = 'running' AND "leaseExpiresAt" < $1::timestamptz - make_interval(secs => $2)
     ORDER BY "leaseExpiresAt" LIMIT ${PAGE}`,
    [now(), graceSeconds],
  )
}
