import { z } from 'zod'
import {
  type DocumentSummary,
  type DocumentView,
  deleteDocument,
  getDocument,
  getDocumentRevision,
  listDocumentRevisions,
  listDocuments,
  lockDocument,
  PutDocument,
  putDocument,
  type RevisionSummary,
  restoreDocumentRevision,
  unlockDocument,
} from '@/features/documents'
import { publicId } from '@/platform/ids'
import { Instant, idOrNull, NextCursor, shownId, Who, whoAnswer } from './fields'
import { route } from './route'

const Summary = z
  .object({
    id: shownId('document'),
    task_id: shownId('task'),
    key: z.string().meta({ example: 'plan' }),
    title: z.string().nullable(),
    format: z.literal('markdown'),
    revision_id: shownId('revision').meta({ description: 'The newest: the base of the next change.' }),
    revision: z.number(),
    locked_at: Instant.nullable(),
    created_by: Who,
    updated_by: Who,
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'DocumentSummary' })
const Document = Summary.extend({ body: z.string() }).meta({ id: 'Document' })
const DocumentAnswer = Document.extend({ document: Document }).meta({ id: 'DocumentAnswer' })

function summaryOf(view: DocumentSummary): z.output<typeof Summary> {
  const { key, title, format } = view
  return {
    id: publicId('document', view.id),
    task_id: publicId('task', view.taskId),
    ...{ key, title, format, revision_id: publicId('revision', view.revisionId), revision: view.revisionNumber },
    locked_at: view.lockedAt,
    created_by: whoAnswer(view.createdByKind, view.createdById),
    updated_by: whoAnswer(view.updatedByKind, view.updatedById),
    ...{ created_at: view.createdAt, updated_at: view.updatedAt },
  }
}

function hybrid(view: DocumentView): z.output<typeof DocumentAnswer> {
  const document = { ...summaryOf(view), body: view.body }
  return { ...document, document }
}

const Revision = z
  .object({
    id: shownId('revision'),
    revision: z.number(),
    title: z.string().nullable(),
    change_summary: z.string().nullable(),
    author: Who,
    run_id: shownId('run').nullable(),
    created_at: Instant,
  })
  .meta({ id: 'DocumentRevision' })

function revisionOf(view: RevisionSummary): z.output<typeof Revision> {
  return {
    id: publicId('revision', view.id),
    ...{ revision: view.number, title: view.title, change_summary: view.changeSummary },
    author: whoAnswer(view.authorKind, view.authorId),
    run_id: publicId('run', view.runId),
    created_at: view.createdAt,
  }
}

const Limit = z.coerce.number().int().min(1).max(200).default(100).meta({ type: 'integer' })
const Base = idOrNull('revision').meta({ description: 'The newest revision that the change was made from.' })
const HELD = ['stale_version', 'already_claimed', 'broken_rule'] as const

export const documents = [
  route({
    method: 'get',
    path: '/tasks/{task_id}/documents',
    name: 'listDocuments',
    tag: 'Documents',
    summary: 'List the documents of a task by key',
    query: z.object({ limit: Limit, cursor: z.string().optional() }),
    answer: z.object({ documents: z.array(Summary), next_cursor: NextCursor }),
    run: async ({ caller, id, query: { limit, cursor: after } }) => {
      const found = await listDocuments(caller, { taskId: id, after, limit: limit + 1 })
      const page = found.slice(0, limit)
      return { documents: page.map(summaryOf), next_cursor: found.length > limit ? (page.at(-1)?.key ?? null) : null }
    },
  }),
  route({
    method: 'get',
    path: '/tasks/{task_id}/documents/{key}',
    name: 'getDocument',
    tag: 'Documents',
    summary: 'Read a document',
    answer: DocumentAnswer,
    run: async ({ caller, id, params }) => hybrid(await getDocument(caller, { taskId: id, key: params.key })),
  }),
  route({
    method: 'put',
    path: '/tasks/{task_id}/documents/{key}',
    name: 'putDocument',
    tag: 'Documents',
    summary: 'Write a document',
    description:
      'A change names the revision that it was made from; when there is a newer one, it is refused with 412.',
    body: z.object({
      title: PutDocument.shape.title,
      body: PutDocument.shape.body,
      change_summary: PutDocument.shape.changeSummary,
      base_revision_id: Base,
    }),
    answer: DocumentAnswer,
    refusals: HELD,
    run: async ({ caller, id, params, body, options }) => {
      const { title, body: text, change_summary: changeSummary, base_revision_id: baseRevisionId } = body
      const input = { taskId: id, key: params.key, title, body: text, changeSummary, baseRevisionId }
      return hybrid(await putDocument(caller, input, options))
    },
  }),
  route({
    method: 'delete',
    path: '/tasks/{task_id}/documents/{key}',
    name: 'deleteDocument',
    tag: 'Documents',
    summary: 'Delete a document; for people',
    answer: z.object({ key: z.string(), deleted: z.literal(true) }),
    run: async ({ caller, id, params, options }) => {
      await deleteDocument(caller, { taskId: id, key: params.key }, options)
      return { key: params.key, deleted: true }
    },
  }),
  route({
    method: 'post',
    path: '/tasks/{task_id}/documents/{key}/lock',
    name: 'lockDocument',
    tag: 'Documents',
    summary: 'Let nobody change a document; for people',
    answer: DocumentAnswer,
    run: async ({ caller, id, params, options }) =>
      hybrid(await lockDocument(caller, { taskId: id, key: params.key }, options)),
  }),
  route({
    method: 'post',
    path: '/tasks/{task_id}/documents/{key}/unlock',
    name: 'unlockDocument',
    tag: 'Documents',
    summary: 'Let a document be changed again; for people',
    answer: DocumentAnswer,
    run: async ({ caller, id, params, options }) =>
      hybrid(await unlockDocument(caller, { taskId: id, key: params.key }, options)),
  }),
  route({
    method: 'get',
    path: '/tasks/{task_id}/documents/{key}/revisions',
    name: 'listDocumentRevisions',
    tag: 'Documents',
    summary: 'List what a document was, newest first',
    query: z.object({
      limit: Limit,
      cursor: z.coerce.number().int().min(1).optional().meta({ type: 'integer' }),
    }),
    answer: z.object({ revisions: z.array(Revision), next_cursor: z.number().nullable() }),
    run: async ({ caller, id, params, query: { limit, cursor: beforeNumber } }) => {
      const name = { taskId: id, key: params.key }
      const found = await listDocumentRevisions(caller, { ...name, beforeNumber, limit: limit + 1 })
      const page = found.slice(0, limit)
      const next_cursor = found.length > limit ? (page.at(-1)?.number ?? null) : null
      return { revisions: page.map(revisionOf), next_cursor }
    },
  }),
  route({
    method: 'get',
    path: '/tasks/{task_id}/documents/{key}/revisions/{revision_id}',
    name: 'getDocumentRevision',
    tag: 'Documents',
    summary: 'Read an earlier revision',
    answer: Revision.extend({ body: z.string() }),
    run: async ({ caller, id, params }) => {
      const name = { taskId: id, key: params.key, revisionId: params.revision_id }
      const view = await getDocumentRevision(caller, name)
      return { ...revisionOf(view), body: view.body }
    },
  }),
  route({
    method: 'post',
    path: '/tasks/{task_id}/documents/{key}/revisions/{revision_id}/restore',
    name: 'restoreDocumentRevision',
    tag: 'Documents',
    summary: 'Bring back an earlier revision, as a new one',
    body: z.object({ base_revision_id: Base }),
    answer: DocumentAnswer,
    refusals: HELD,
    run: async ({ caller, id, params, body, options }) => {
      const name = { taskId: id, key: params.key, revisionId: params.revision_id }
      const input = { ...name, baseRevisionId: body.base_revision_id }
      return hybrid(await restoreDocumentRevision(caller, input, options))
    },
  }),
]
