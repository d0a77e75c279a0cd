import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { WakeView } from '../schema'

/** An agent's inbox of wakes, newest first, with what became of each. */
export const listWakes = defineQuery({
  name: 'listWakes',
  grant: 'run:read',
  input: z.object({ agentId: z.uuid(), limit: z.int().min(1).max(200).default(50) }),
  run: (view, { agentId, limit }) =>
    view.sql<WakeView>(
      `SELECT id, "agentId", cause, "taskId", state, reason, "runId", "slotAt", "dueAt", "createdAt" FROM "Wake"
       WHERE "companyId" = $1 AND "agentId" = $2 ORDER BY "createdAt" DESC, id DESC LIMIT $3`,
      [view.companyId, agentId, limit],
    ),
})
