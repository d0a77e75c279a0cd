import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { LEASE_SECONDS } from '../commands/lease-runs'
import type { Place } from '../rules/placement'
import type { WorkerView } from '../schema'

/** A worker that was not heard for this long is no longer listed. */
const LISTED_SECONDS = 3600

/**
 * The workers of the installation, which all its companies share: those that are there, and those that went within the hour. Of
 * what they run, a company sees its own.
 */
export const listWorkers = defineQuery({
  name: 'listWorkers',
  grant: 'run:read',
  input: z.object({ limit: z.int().min(1).max(500).default(100) }),
  run: (view, { limit }) =>
    view.sql<WorkerView>(
      `SELECT w.id, w.name, w.version, w.capacity, w.labels, w.runtimes, w."createdAt", w."lastBeatAt",
         CASE WHEN w."lastBeatAt" < $2::timestamptz - make_interval(secs => ${LEASE_SECONDS}) THEN 'gone'
              WHEN w."isRefused" THEN 'refused' WHEN w."isDraining" THEN 'draining' ELSE 'ready' END AS state,
         (SELECT count(*)::int FROM "Run" r WHERE r."companyId" = $1 AND r.state = 'running' AND r."workerId" = w.id) AS "liveRuns"
       FROM "Worker" w WHERE w."lastBeatAt" > $2::timestamptz - make_interval(secs => ${LISTED_SECONDS})
       ORDER BY (w."lastBeatAt" < $2::timestamptz - make_interval(secs => ${LEASE_SECONDS})), w.name, w.id LIMIT $3`,
      [view.companyId, view.now, limit],
    ),
})

/** The workers that are there now, by what decides on who may have a run. */
export function livePlaces(view: View): Promise<Place[]> {
  return view.sql<Place>(
    `SELECT DISTINCT runtimes, labels, "isDraining", "isRefused" FROM "Worker" WHERE "lastBeatAt" > $1::timestamptz - make_interval(secs => ${LEASE_SECONDS})`,
    [view.now],
  )
}
