import { z } from 'zod'
import { defineQuery } from '@/platform/command'

export type OverdueView = {
  agentId: string
  agentName: string
  /** Wakes that were announced and still wait. */
  wakes: number
  oldestDueAt: string
  /** Of the oldest: why it waits; null when nothing is known to hold it. */
  reason: string | null
}

/** Agents whose wakes wait for too long, the oldest first. */
export const listOverdue = defineQuery({
  name: 'listOverdue',
  grant: 'run:read',
  input: z.object({ limit: z.int().min(1).max(100).default(20) }),
  run: (view, { limit }) =>
    view.sql<OverdueView>(
      `SELECT w."agentId", a.name AS "agentName", count(*)::int AS wakes, min(w."dueAt") AS "oldestDueAt",
              (array_agg(w.reason ORDER BY w."dueAt", w.id))[1] AS reason
       FROM "Wake" w JOIN "Agent" a ON a."companyId" = $1 AND a.id = w."agentId"
       WHERE w."companyId" = $1 AND w.state = 'pending' AND w."overdueAt" IS NOT NULL
       GROUP BY w."agentId", a.name ORDER BY min(w."dueAt"), w."agentId" LIMIT $2`,
      [view.companyId, limit],
    ),
})
