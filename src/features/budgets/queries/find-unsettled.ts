import { now } from '@/platform/clock'
import { systemSql } from '@/platform/database'

export type Unsettled = { companyId: string; runId: string }

const PAGE = 500

/** Reservations of runs that ended at least `graceSeconds` ago, in any company: their settlement was lost. */
export function findUnsettled(graceSeconds: number): Promise<Unsettled[]> {
  return systemSql<Unsettled>(
    `SELECT v."companyId", v."runId" FROM "Reservation" v JOIN "Run" r ON r.id = v."runId"
     WHERE v."settledAt" IS NULL AND r."finishedAt" < $1::timestamptz - make_interval(secs => $2) ORDER BY v."createdAt" LIMIT ${PAGE}`,
    [now(), graceSeconds],
  )
}
