import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { SessionView } from '../schema'

/** The conversations that an agent's tool would go on with, the newest first. */
export const listSessions = defineQuery({
  name: 'listSessions',
  grant: 'run:read',
  input: z.object({ agentId: z.uuid(), limit: z.int().min(1).max(200).default(50) }),
  run: (view, { agentId, limit }) =>
    view.sql<SessionView>(
      `SELECT s.id, s."taskId", t.identifier AS "taskIdentifier", t.title AS "taskTitle", s.runtime, s.runs, s.tokens, s."createdAt",
         s."updatedAt" FROM "RuntimeSession" s JOIN "Task" t ON t."companyId" = $1 AND t.id = s."taskId"
       WHERE s."companyId" = $1 AND s."agentId" = $2 ORDER BY s."updatedAt" DESC, s.id DESC LIMIT $3`,
      [view.companyId, agentId, limit],
    ),
})
