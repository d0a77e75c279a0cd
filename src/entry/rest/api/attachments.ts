import { z } from 'zod'
import {
  deleteAttachment,
  getAttachment,
  listAttachments,
  openAttachment,
  uploadAttachment,
} from '@/features/documents'
import { getTask } from '@/features/tasks'
import type { Caller } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { isUuid, parseId } from '@/platform/ids'
import { fileResponse, receiveFile } from '../../http/files'
import { IDENTIFIER } from './dialect'
import { Attachment, attachmentAnswer } from './document-answers'
import { byId, cut, pageOf } from './page'
import { route } from './route'

/**
 * An issue of the company, by its id or identifier.
 * @throws Refusal not_found also for an identifier with another company's prefix
 */
async function issueIn(caller: Caller, text: string): Promise<string> {
  if (isUuid(text)) return text
  const identifier = text.toUpperCase()
  if (!IDENTIFIER.test(identifier)) throw notFound('task')
  const task = await getTask(caller, { identifier })
  if (task.identifier !== identifier) throw notFound('task')
  return task.id
}

/** The form's field `issueCommentId`, where it is sent. */
function commentOf(fields: ReadonlyMap<string, string>): string | undefined {
  const text = fields.get('issueCommentId')
  if (!text) return undefined
  const id = parseId('message', text)
  if (id) return id
  const problem = 'is no id of a comment'
  const wrong = [{ field: 'issueCommentId', problem }]
  throw new Refusal('invalid_input', `issueCommentId: ${problem}`, { fields: wrong })
}

export const attachments = [
  route({
    method: 'post',
    path: '/companies/{companyId}/issues/{issue}/attachments',
    name: 'uploadAttachment',
    permittedBy: 'addAttachment',
    tag: 'Attachments',
    summary: 'Add a file to an issue',
    description: 'A form with the file in `file`; `issueCommentId` says to which comment it belongs.',
    accepts: 'multipart/form-data',
    status: 201,
    answer: Attachment,
    refusals: ['invalid_input', 'already_claimed', 'too_large', 'upstream_failed'],
    run: async ({ caller, params, request }) => {
      const taskId = await issueIn(caller, params.issue)
      const view = await receiveFile(request, ({ fileName, contentType, body, fields }) => {
        const messageId = async () => commentOf(await fields())
        return uploadAttachment(caller, { taskId, fileName, contentType, messageId }, body)
      })
      return attachmentAnswer(caller.companyId, view)
    },
  }),
  route({
    method: 'get',
    path: '/issues/{id}/attachments',
    name: 'listAttachments',
    tag: 'Attachments',
    summary: "List an issue's files, oldest first",
    query: pageOf('attachment'),
    answer: z.array(Attachment),
    run: async ({ caller, id, query, ...asked }) => {
      const rows = await listAttachments(caller, { taskId: id, after: query.cursor, limit: query.limit + 1 })
      return cut(rows, query.limit, asked, byId).map((row) => attachmentAnswer(caller.companyId, row))
    },
  }),
  route({
    method: 'get',
    path: '/attachments/{id}',
    name: 'getAttachment',
    tag: 'Attachments',
    summary: 'Read what is known of a file',
    answer: Attachment,
    run: async ({ caller, id }) =>
      attachmentAnswer(caller.companyId, await getAttachment(caller, { attachmentId: id })),
  }),
  route({
    method: 'get',
    path: '/attachments/{id}/content',
    name: 'openAttachment',
    permittedBy: 'locateAttachment',
    tag: 'Attachments',
    summary: 'Read the bytes of a file',
    produces: 'application/octet-stream',
    answer: z.string().meta({ format: 'binary' }),
    refusals: ['upstream_failed'],
    run: async ({ caller, id }) => {
      const { attachment, body } = await openAttachment(caller, id)
      return fileResponse(attachment, body)
    },
  }),
  route({
    method: 'delete',
    path: '/attachments/{id}',
    name: 'deleteAttachment',
    tag: 'Attachments',
    summary: 'Take a file away',
    answer: z.object({ ok: z.literal(true) }),
    refusals: ['already_claimed'],
    run: async ({ caller, id, options }) => {
      await deleteAttachment(caller, { attachmentId: id }, options)
      return { ok: true }
    },
  }),
]
