import { z } from 'zod'
import {
  type AttachmentView,
  deleteAttachment,
  getAttachment,
  listAttachments,
  openAttachment,
  uploadAttachment,
} from '@/features/documents'
import { Refusal } from '@/platform/errors'
import { parseId, publicId } from '@/platform/ids'
import { fileResponse, receiveFile } from '../../http/files'
import { cut, deleted, Instant, NextCursor, pageOf, shownId, Who, whoAnswer } from './fields'
import { route } from './route'

const Attachment = z
  .object({
    id: shownId('attachment'),
    task_id: shownId('task'),
    message_id: shownId('message').nullable(),
    file_name: z.string(),
    content_type: z.string(),
    byte_size: z.number(),
    sha256: z.string(),
    content_path: z.string().meta({ description: 'Where the bytes are.' }),
    created_by: Who,
    created_at: Instant,
  })
  .meta({ id: 'Attachment' })
const AttachmentAnswer = Attachment.extend({ attachment: Attachment }).meta({ id: 'AttachmentAnswer' })

function attachmentFields(view: AttachmentView): z.output<typeof Attachment> {
  const id = publicId('attachment', view.id)
  return {
    id,
    task_id: publicId('task', view.taskId),
    message_id: publicId('message', view.messageId),
    ...{ file_name: view.fileName, content_type: view.contentType, byte_size: view.byteSize, sha256: view.sha256 },
    content_path: `/api/v1/attachments/${id}/content`,
    created_by: whoAnswer(view.createdByKind, view.createdById),
    created_at: view.createdAt,
  }
}

function hybrid(view: AttachmentView): z.output<typeof AttachmentAnswer> {
  const attachment = attachmentFields(view)
  return { ...attachment, attachment }
}

export const attachments = [
  route({
    method: 'post',
    path: '/tasks/{task_id}/attachments',
    name: 'addAttachment',
    tag: 'Documents',
    summary: 'Attach a file to a task',
    description: 'A form with the `file`, and the `message_id` that it belongs to, if it does.',
    accepts: 'multipart/form-data',
    status: 201,
    answer: AttachmentAnswer,
    refusals: ['invalid_input', 'too_large', 'already_claimed'],
    run: async ({ caller, id, request }) => {
      const stored = await receiveFile(request, ({ fileName, contentType, body, fields }) => {
        const messageId = async () => messageIn((await fields()).get('message_id'))
        return uploadAttachment(caller, { taskId: id, fileName, contentType, messageId }, body)
      })
      return hybrid(stored)
    },
  }),
  route({
    method: 'get',
    path: '/tasks/{task_id}/attachments',
    name: 'listAttachments',
    tag: 'Documents',
    summary: 'List the files of a task',
    query: pageOf('attachment', 100, 200),
    answer: z.object({ attachments: z.array(Attachment), next_cursor: NextCursor }),
    run: async ({ caller, id, query: { cursor: after, limit } }) => {
      const found = await listAttachments(caller, { taskId: id, after, limit: limit + 1 })
      const [page, next_cursor] = cut(found, limit, 'attachment')
      return { attachments: page.map(attachmentFields), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/attachments/{attachment_id}',
    name: 'getAttachment',
    tag: 'Documents',
    summary: 'Read what is known of a file',
    answer: AttachmentAnswer,
    run: async ({ caller, id }) => hybrid(await getAttachment(caller, { attachmentId: id })),
  }),
  route({
    method: 'get',
    path: '/attachments/{attachment_id}/content',
    name: 'openAttachment',
    permittedBy: 'locateAttachment',
    tag: 'Documents',
    summary: 'Download a file',
    answer: z.string().meta({ format: 'binary' }),
    produces: 'application/octet-stream',
    run: async ({ caller, id }) => {
      const { attachment, body } = await openAttachment(caller, id)
      return fileResponse(attachment, body)
    },
  }),
  route({
    method: 'delete',
    path: '/attachments/{attachment_id}',
    name: 'deleteAttachment',
    tag: 'Documents',
    summary: 'Delete a file',
    answer: deleted('attachment'),
    run: async ({ caller, id, options }) => {
      await deleteAttachment(caller, { attachmentId: id }, options)
      return { id: publicId('attachment', id), deleted: true }
    },
  }),
]

function messageIn(text: string | undefined): string | undefined {
  if (!text) return undefined
  const id = parseId('message', text)
  if (!id) throw new Refusal('invalid_input', 'message_id: is no id of a message', { field: 'message_id' })
  return id
}
