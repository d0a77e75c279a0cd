import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { unpackText } from '../packed-text'
import type { ConversationView } from '../schema'

/** What was asked and answered in one call of a model; not_found when it was not kept, or not any more. */
export const getModelConversation = defineQuery({
  name: 'getModelConversation',
  grant: 'run:read',
  input: z.object({ callId: z.uuid() }),
  async run(view, { callId }): Promise<ConversationView> {
    const [row] = await view.sql<{ request: Buffer; answer: Buffer; isCut: boolean }>(
      `SELECT request, answer, "isCut" FROM "ModelConversation" WHERE "companyId" = $1 AND "callId" = $2`,
      [view.companyId, callId],
    )
    if (!row) throw notFound('conversation')
    const [request, answer] = await Promise.all([unpackText(row.request), unpackText(row.answer)])
    return { callId, request, answer, isCut: row.isCut }
  },
})
