import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { ATTACHMENT, keepForGood, storageKeyOf } from '../files'
import { AttachmentView } from '../schema'
import { authorOf, lockForChange } from '../store'

/**
 * Makes stored bytes an attachment of a task.
 * @throws Refusal not_found, also for a message of another task; already_claimed when another agent holds the task by now;
 * upstream_failed when the bytes were removed meanwhile
 */
export const addAttachment = defineCommand({
  name: 'addAttachment',
  grant: 'task:write',
  about: ({ taskId }) => [['task', taskId]],
  input: z.object({
    attachmentId: z.uuid(),
    /** As `beginAttachment` said. */
    dueAt: z.iso.datetime(),
    taskId: z.uuid(),
    messageId: z.uuid().nullish(),
    fileName: z.string().min(1).max(200),
    contentType: z.string().min(3).max(250),
    byteSize: z.int().min(0),
    sha256: z.string().length(64),
  }),
  output: AttachmentView,
  records: ['attachment.added'],
  announces: ['attachment/added'],
  async run(work, { attachmentId, dueAt, taskId, messageId, fileName, contentType, byteSize, sha256 }) {
    await lockForChange(work, taskId)
    if (messageId) await requireMessage(work, taskId, messageId)
    const storageKey = storageKeyOf(work.companyId, attachmentId)
    if (!(await keepForGood(work, storageKey, dueAt))) {
      throw new Refusal('upstream_failed', 'The file took too long to arrive. Send it again.', { upstream: 'storage' })
    }
    const author = authorOf(work)
    const [attachment] = await work.sql<AttachmentView>(
      `INSERT INTO "Attachment" AS a (id, "companyId", "taskId", "messageId", "fileName", "contentType", "byteSize", sha256, "storageKey",
         "createdByKind", "createdById", "createdAt")
       VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING ${ATTACHMENT}`,
      [
        ...[work.companyId, attachmentId, taskId, messageId ?? null, fileName, contentType, byteSize, sha256],
        ...[storageKey, author.kind, author.id, work.now],
      ],
    )
    const details = { taskId, messageId, fileName, contentType, byteSize, sha256 }
    work.record({ action: 'attachment.added', subject: { kind: 'attachment', id: attachmentId }, details })
    work.announce({ name: 'attachment/added', data: { taskId, attachmentId } })
    return attachment!
  },
})

async function requireMessage(work: Parameters<typeof lockForChange>[0], taskId: string, messageId: string) {
  const found = await work.sql(`SELECT 1 FROM "Message" WHERE "companyId" = $1 AND "taskId" = $2 AND id = $3`, [
    work.companyId,
    taskId,
    messageId,
  ])
  if (found.length === 0) throw notFound('message')
}
