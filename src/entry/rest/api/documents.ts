import { z } from 'zod'
import {
  type AttachmentView,
  type DocumentSummary,
  deleteAttachment,
  deleteDocument,
  getAttachment,
  getDocument,
  listAttachments,
  listDocumentRevisions,
  listDocuments,
  lockDocument,
  openAttachment,
  putDocument,
  type RevisionSummary,
  restoreDocumentRevision,
  unlockDocument,
  uploadAttachment,
} from '@/features/documents'
import { Refusal } from '@/platform/errors'
import { fileResponse, receiveFile } from '../../http/files'
import { Id, Moment } from './cells'
import { route } from './route'

const Summary = z
  .object({
    id: Id,
    issueId: Id,
    key: z.string(),
    title: z.string().nullable(),
    format: z.literal('markdown'),
    latestRevisionId: Id,
    latestRevisionNumber: z.int(),
    lockedAt: Moment.nullable(),
    createdAt: Moment,
    updatedAt: Moment,
  })
  .meta({ id: 'DocumentSummary' })
const Document = Summary.extend({ body: z.string() }).meta({ id: 'Document' })

function summaryOf(view: DocumentSummary): z.output<typeof Summary> {
  const { id, taskId: issueId, key, title, format, lockedAt, createdAt, updatedAt } = view
  const latest = { latestRevisionId: view.revisionId, latestRevisionNumber: view.revisionNumber }
  return { id, issueId, key, title, format, ...latest, lockedAt, createdAt, updatedAt }
}

const Revision = z
  .object({
    id: Id,
    documentId: Id,
    revisionNumber: z.int(),
    title: z.string().nullable(),
    changeSummary: z.string().nullable(),
    createdByAgentId: Id.nullable(),
    createdByUserId: Id.nullable(),
    createdAt: Moment,
  })
  .meta({ id: 'DocumentRevision' })

function revisionOf(view: RevisionSummary): z.output<typeof Revision> {
  const { id, documentId, number, title, changeSummary, authorKind, authorId, createdAt } = view
  return {
    ...{ id, documentId, revisionNumber: number, title, changeSummary },
    createdByAgentId: authorKind === 'agent' ? authorId : null,
    createdByUserId: authorKind === 'person' ? authorId : null,
    createdAt,
  }
}

const Attachment = z
  .object({
    id: Id,
    issueId: Id,
    issueCommentId: Id.nullable(),
    contentType: z.string(),
    byteSize: z.int(),
    sha256: z.string(),
    originalFilename: z.string(),
    contentPath: z.string(),
    createdAt: Moment,
  })
  .meta({ id: 'Attachment' })

function attachmentOf(view: AttachmentView): z.output<typeof Attachment> {
  const { id, taskId: issueId, messageId, contentType, byteSize, sha256, fileName, createdAt } = view
  const contentPath = `/api/attachments/${id}/content`
  return {
    ...{ id, issueId, issueCommentId: messageId, contentType, byteSize, sha256 },
    ...{ originalFilename: fileName, contentPath, createdAt },
  }
}

export const documents = [
  route({
    method: 'get',
    path: '/issues/{issueId}/documents',
    name: 'listDocuments',
    tag: 'Documents',
    summary: 'The documents of an issue',
    answer: z.array(Summary),
    run: async ({ caller, id }) => (await listDocuments(caller, { taskId: id })).map(summaryOf),
  }),
  route({
    method: 'get',
    path: '/issues/{issueId}/documents/{key}',
    name: 'getDocument',
    tag: 'Documents',
    summary: 'Read a document',
    answer: Document,
    run: async ({ caller, id, params }) => {
      const view = await getDocument(caller, { taskId: id, key: params.key })
      return { ...summaryOf(view), body: view.body }
    },
  }),
  route({
    method: 'put',
    path: '/issues/{issueId}/documents/{key}',
    name: 'putDocument',
    tag: 'Documents',
    summary: 'Write a document; a change names the revision that it was made from',
    body: z.object({
      title: z.string().nullish(),
      format: z.literal('markdown').optional(),
      body: z.string(),
      changeSummary: z.string().nullish(),
      baseRevisionId: Id.nullish(),
    }),
    answer: Document,
    refusals: ['stale_version', 'already_claimed'],
    run: async ({ caller, id, params, body, options }) => {
      const { format: _format, ...text } = body
      const view = await putDocument(caller, { ...text, taskId: id, key: params.key }, options)
      return { ...summaryOf(view), body: view.body }
    },
  }),
  route({
    method: 'delete',
    path: '/issues/{issueId}/documents/{key}',
    name: 'deleteDocument',
    tag: 'Documents',
    summary: 'Delete a document (board)',
    answer: z.object({ ok: z.literal(true) }),
    run: async ({ caller, id, params, options }) => {
      await deleteDocument(caller, { taskId: id, key: params.key }, options)
      return { ok: true }
    },
  }),
  ...(['lock', 'unlock'] as const).map((verb) =>
    route({
      method: 'post',
      path: `/issues/{issueId}/documents/{key}/${verb}`,
      name: `${verb}Document`,
      tag: 'Documents',
      summary: verb === 'lock' ? 'Let nobody change a document (board)' : 'Let a document be changed again (board)',
      answer: Summary,
      run: async ({ caller, id, params, options }) => {
        const name = { taskId: id, key: params.key }
        await (verb === 'lock' ? lockDocument : unlockDocument)(caller, name, options)
        return summaryOf(await getDocument(caller, name))
      },
    }),
  ),
  route({
    method: 'get',
    path: '/issues/{issueId}/documents/{key}/revisions',
    name: 'listDocumentRevisions',
    tag: 'Documents',
    summary: 'What a document was before, newest first',
    answer: z.array(Revision),
    run: async ({ caller, id, params }) =>
      (await listDocumentRevisions(caller, { taskId: id, key: params.key })).map(revisionOf),
  }),
  route({
    method: 'post',
    path: '/issues/{issueId}/documents/{key}/revisions/{revisionId}/restore',
    name: 'restoreDocumentRevision',
    tag: 'Documents',
    summary: 'Bring back an earlier revision, as a new one',
    body: z.object({ baseRevisionId: Id.nullish() }),
    answer: Document,
    refusals: ['stale_version', 'already_claimed'],
    run: async ({ caller, id, params, body, options }) => {
      const input = { taskId: id, key: params.key, revisionId: params.revisionId, ...body }
      const view = await restoreDocumentRevision(caller, input, options)
      return { ...summaryOf(view), body: view.body }
    },
  }),
  route({
    method: 'get',
    path: '/issues/{issueId}/attachments',
    name: 'listAttachments',
    tag: 'Documents',
    summary: 'The files of an issue',
    answer: z.array(Attachment),
    run: async ({ caller, id }) => (await listAttachments(caller, { taskId: id })).map(attachmentOf),
  }),
  route({
    method: 'post',
    path: '/companies/{companyId}/issues/{issueId}/attachments',
    name: 'addAttachment',
    tag: 'Documents',
    summary: 'Attach a file to an issue',
    accepts: 'multipart/form-data',
    status: 201,
    answer: Attachment,
    refusals: ['too_large', 'already_claimed'],
    run: ({ caller, params, request }) =>
      receiveFile(request, async ({ fileName, contentType, body, fields }) => {
        const messageId = async () => commentIn((await fields()).get('issueCommentId'))
        const upload = { taskId: params.issueId, fileName, contentType, messageId }
        return attachmentOf(await uploadAttachment(caller, upload, body))
      }).then((attachment) => Response.json(attachment, { status: 201 })),
  }),
  route({
    method: 'get',
    path: '/attachments/{attachmentId}',
    name: 'getAttachment',
    tag: 'Documents',
    summary: 'What is known of a file',
    answer: Attachment,
    run: async ({ caller, id }) => attachmentOf(await getAttachment(caller, { attachmentId: id })),
  }),
  route({
    method: 'get',
    path: '/attachments/{attachmentId}/content',
    name: 'openAttachment',
    tag: 'Documents',
    summary: 'The bytes of a file',
    answer: z.string().meta({ format: 'binary' }),
    produces: 'application/octet-stream',
    run: async ({ caller, id }) => {
      const { attachment, body } = await openAttachment(caller, id)
      return fileResponse(attachment, body)
    },
  }),
  route({
    method: 'delete',
    path: '/attachments/{attachmentId}',
    name: 'deleteAttachment',
    tag: 'Documents',
    summary: 'Delete a file',
    answer: z.object({ ok: z.literal(true) }),
    run: async ({ caller, id, options }) => {
      await deleteAttachment(caller, { attachmentId: id }, options)
      return { ok: true }
    },
  }),
]

function commentIn(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  const id = Id.safeParse(text)
  if (!id.success) throw new Refusal('invalid_input', 'issueCommentId: is no UUID', { field: 'issueCommentId' })
  return id.data
}
