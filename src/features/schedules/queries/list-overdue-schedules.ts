import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { OVERDUE_SECONDS } from '../rules/overdue'

export type OverdueSchedule = { agentId: string; agentName: string; nextWakeAt: string | null }

/** Schedules that are due and do not fire, the longest first: the clock stands still, or something is broken. Pauses are no fault. */
export const listOverdueSchedules = defineQuery({
  name: 'listOverdueSchedules',
  grant: 'run:read',
  input: z.object({ limit: z.int().min(1).max(500).default(50) }),
  run: (view, { limit }) =>
    view.sql<OverdueSchedule>(
      `SELECT s."agentId", a.name AS "agentName", s."nextWakeAt" FROM "Schedule" s
       JOIN "Agent" a ON a."companyId" = $1 AND a.id = s."agentId" JOIN "Company" c ON c.id = $1
       WHERE s."companyId" = $1 AND s."isEnabled" AND (s."nextWakeAt" IS NULL OR s."nextWakeAt" < $2::timestamptz - make_interval(secs => $3))
         AND a.status = 'active' AND c.status = 'active' ORDER BY s."nextWakeAt" NULLS FIRST LIMIT $4`,
      [view.companyId, view.now, OVERDUE_SECONDS, limit],
    ),
})
