import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { AUTHOR_NAME } from '../commands/post-message'
import type { MessageView } from '../schema'

/** A task's thread, oldest first; `after` is the id of the last message that the reader has. */
export const listMessages = defineQuery({
  name: 'listMessages',
  grant: 'task:read',
  input: z.object({ taskId: z.uuid(), after: z.uuid().optional(), limit: z.int().min(1).max(500).default(200) }),
  run: (view, { taskId, after, limit }) =>
    view.sql<MessageView>(
      `SELECT id, "taskId", role, "authorKind", "authorId", "runId", content, "toolCalls", "createdAt",
              ${AUTHOR_NAME} AS "authorName"
       FROM "Message" message WHERE "companyId" = $1 AND "taskId" = $2 AND ($3::uuid IS NULL OR id > $3)
       ORDER BY id LIMIT $4`,
      [view.companyId, taskId, after ?? null, limit],
    ),
})
