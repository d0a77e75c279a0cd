import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { MessageView } from '../schema'
import { MESSAGE_COLUMNS } from '../thread'

/** A task's thread, oldest first unless asked otherwise. `after` and `before` are ids of messages that the reader has. */
export const listMessages = defineQuery({
  name: 'listMessages',
  grant: 'task:read',
  input: z.object({
    taskId: z.uuid(),
    after: z.uuid().optional(),
    before: z.uuid().optional(),
    order: z.enum(['asc', 'desc']).default('asc'),
    limit: z.int().min(1).max(500).default(200),
  }),
  run: (view, { taskId, after, before, order, limit }) =>
    view.sql<MessageView>(
      `SELECT ${MESSAGE_COLUMNS} FROM "Message" message WHERE "companyId" = $1 AND "taskId" = $2
         AND ($3::uuid IS NULL OR id > $3) AND ($4::uuid IS NULL OR id < $4) ORDER BY id ${order === 'desc' ? 'DESC' : 'ASC'} LIMIT $5`,
      [view.companyId, taskId, after ?? null, before ?? null, limit],
    ),
})
