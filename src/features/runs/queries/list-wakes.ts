import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { WakeView } from '../schema'

/** An agent's wakes, newest first, with what became of each; `before` is the id of the last row of the page before. */
export const listWakes = defineQuery({
  name: 'listWakes',
  grant: 'run:read',
  input: z.object({
    agentId: z.uuid(),
    /** Only its inbox: what still waits. */
    state: z.enum(['pending', 'consumed', 'skipped']).optional(),
    before: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(50),
  }),
  run: (view, { agentId, state, before, limit }) =>
    view.sql<WakeView>(
      `SELECT id, "agentId", cause, "taskId", state, reason, detail, "runId", "slotAt", "dueAt", "createdAt", "overdueAt" FROM "Wake"
       WHERE "companyId" = $1 AND "agentId" = $2 AND ($4::text IS NULL OR state = $4)
         AND ($5::uuid IS NULL OR ("createdAt", id) < (SELECT "createdAt", id FROM "Wake" WHERE "companyId" = $1 AND id = $5))
       ORDER BY "createdAt" DESC, id DESC LIMIT $3`,
      [view.companyId, agentId, limit, state ?? null, before ?? null],
    ),
})
