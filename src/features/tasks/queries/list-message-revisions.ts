import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { MessageRevisionView } from '../schema'

/** What a message said before each of its edits, oldest first. */
export const listMessageRevisions = defineQuery({
  name: 'listMessageRevisions',
  grant: 'task:read',
  input: z.object({
    messageId: z.uuid(),
    after: z.int().min(0).default(0),
    limit: z.int().min(1).max(500).default(100),
  }),
  run: (view, { messageId, after, limit }) =>
    view.sql<MessageRevisionView>(
      `SELECT number, content, "editorKind", "editorId", "createdAt" FROM "MessageRevision"
       WHERE "companyId" = $1 AND "messageId" = $2 AND number > $3 ORDER BY number LIMIT $4`,
      [view.companyId, messageId, after, limit],
    ),
})
