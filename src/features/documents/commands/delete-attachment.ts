import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { keepUntil, requireAttachment } from '../files'
import { lockForChange } from '../store'

/**
 * Takes an attachment away; its bytes follow in the background.
 * @throws Refusal not_found; already_claimed when another agent holds the task; forbidden for an agent that did not add it
 */
export const deleteAttachment = defineCommand({
  name: 'deleteAttachment',
  grant: 'task:write',
  about: ({ attachmentId }) => [['attachment', attachmentId]],
  input: z.object({ attachmentId: z.uuid() }),
  output: z.object({ id: z.uuid() }),
  records: ['attachment.deleted'],
  announces: ['attachment/deleted'],
  async run(work, { attachmentId }) {
    const { taskId, fileName, createdById, storageKey } = await requireAttachment(work, attachmentId)
    await lockForChange(work, taskId)
    if (work.actor.kind === 'agent' && createdById !== work.actor.id) {
      throw new Refusal('forbidden', 'An agent deletes its own attachments only.')
    }
    const deleted = await work.sql(
      `UPDATE "Attachment" SET "deletedAt" = $3 WHERE "companyId" = $1 AND id = $2 AND "deletedAt" IS NULL RETURNING id`,
      [work.companyId, attachmentId, work.now],
    )
    if (deleted.length === 0) throw notFound('attachment')
    await keepUntil(work, storageKey, 0)
    const details = { taskId, fileName }
    work.record({ action: 'attachment.deleted', subject: { kind: 'attachment', id: attachmentId }, details })
    work.announce({ name: 'attachment/deleted', data: { taskId, attachmentId } })
    return { id: attachmentId }
  },
})
