import { z } from 'zod'
import { OVERDUE_SECONDS } from '@/features/schedules'
import { defineQuery } from '@/platform/command'

export type OverdueTrigger = { triggerId: string; routineId: string; title: string; nextRunAt: string | null }

/** Schedules of routines that are due and do not fire, the longest first. Pauses are no fault. */
export const listOverdueTriggers = defineQuery({
  name: 'listOverdueTriggers',
  grant: 'task:read',
  input: z.object({ limit: z.int().min(1).max(500).default(50) }),
  run: (view, { limit }) =>
    view.sql<OverdueTrigger>(
      `SELECT g.id AS "triggerId", g."routineId", x.title, g."nextRunAt" FROM "RoutineTrigger" g
       JOIN "Routine" x ON x."companyId" = $1 AND x.id = g."routineId" JOIN "Company" c ON c.id = $1
       WHERE g."companyId" = $1 AND g."isEnabled" AND g.kind = 'schedule' AND x.status = 'active' AND c.status = 'active'
         AND (g."nextRunAt" IS NULL OR g."nextRunAt" < $2::timestamptz - make_interval(secs => $3))
       ORDER BY g."nextRunAt" NULLS FIRST LIMIT $4`,
      [view.companyId, view.now, OVERDUE_SECONDS, limit],
    ),
})
