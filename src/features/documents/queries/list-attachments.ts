import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { ATTACHMENT } from '../files'
import type { AttachmentView } from '../schema'

/** A task's attachments, oldest first; `after` is the id of the last one of the page before. */
export const listAttachments = defineQuery({
  name: 'listAttachments',
  grant: 'task:read',
  input: z.object({ taskId: z.uuid(), after: z.uuid().optional(), limit: z.int().min(1).max(500).default(100) }),
  run: (view, { taskId, after, limit }) =>
    view.sql<AttachmentView>(
      `SELECT ${ATTACHMENT} FROM "Attachment" a
       WHERE a."companyId" = $1 AND a."taskId" = $2 AND a."deletedAt" IS NULL AND ($3::uuid IS NULL OR a.id > $3)
       ORDER BY a.id LIMIT $4`,
      [view.companyId, taskId, after ?? null, limit],
    ),
})
