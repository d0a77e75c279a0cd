import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import type { MessageView } from '../schema'
import { MESSAGE_COLUMNS } from '../thread'

/** One message by id. */
export const getMessage = defineQuery({
  name: 'getMessage',
  grant: 'task:read',
  input: z.object({ messageId: z.uuid() }),
  async run(view, { messageId }): Promise<MessageView> {
    const [message] = await view.sql<MessageView>(
      `SELECT ${MESSAGE_COLUMNS} FROM "Message" message WHERE "companyId" = $1 AND id = $2`,
      [view.companyId, messageId],
    )
    if (!message) throw notFound('message')
    return message
  },
})
