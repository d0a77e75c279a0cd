import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { IS_BRAKED } from '../brake'

export const BrakeView = z.object({
  agentId: z.uuid(),
  agentName: z.string(),
  taskId: z.uuid(),
  identifier: z.string(),
  /** Runs in a row that left nothing behind. */
  count: z.number(),
  /** Wakes wait until then; null where they stand still. */
  heldUntil: z.string().nullable(),
  isPaused: z.boolean(),
  updatedAt: z.string(),
})
export type BrakeView = z.output<typeof BrakeView>

/** Where agents go round in a circle, so that their wakes are held back: the latest first, 100 at most. */
export const listBrakes = defineQuery({
  name: 'listBrakes',
  grant: 'run:read',
  input: z.object({
    agentId: z.uuid().optional(),
    taskId: z.uuid().optional(),
    /** Only those that stand still until somebody looks at them. */
    isPaused: z.literal(true).optional(),
  }),
  run: (view, { agentId, taskId, isPaused }) =>
    view.sql<BrakeView>(
      `SELECT b."agentId", g.name AS "agentName", b."taskId", t.identifier, b.count, b."heldUntil", b."isPaused", b."updatedAt"
       FROM "WakeBrake" b JOIN "Agent" g ON g."companyId" = $1 AND g.id = b."agentId" JOIN "Task" t ON t."companyId" = $1 AND t.id = b."taskId"
       WHERE b."companyId" = $1 AND t.state NOT IN ('done', 'cancelled') AND ${IS_BRAKED}
         AND ($2::uuid IS NULL OR b."agentId" = $2) AND ($4::uuid IS NULL OR b."taskId" = $4) AND (NOT $5 OR b."isPaused")
       ORDER BY b."updatedAt" DESC, b."taskId" LIMIT 100`,
      [view.companyId, agentId ?? null, view.now, taskId ?? null, isPaused ?? false],
    ),
})
