import { z } from 'zod'
import {
  DocumentKey,
  deleteDocument,
  getDocument,
  listDocumentRevisions,
  listDocuments,
  lockDocument,
  MOST_CHARACTERS,
  putDocument,
  restoreDocumentRevision,
  unlockDocument,
} from '@/features/documents'
import { notFound } from '@/platform/errors'
import {
  DocumentAnswer,
  DocumentListed,
  documentAnswer,
  documentListed,
  Revision,
  revisionAnswer,
} from './document-answers'
import { idOf } from './fields'
import { cut, limitOf } from './page'
import { route } from './route'

/** @throws Refusal not_found for what can be no key */
function named(taskId: string, text: string) {
  const key = DocumentKey.safeParse(text)
  if (!key.success) throw notFound('document')
  return { taskId, key: key.data }
}

function lock(verb: 'lock' | 'unlock') {
  const command = verb === 'lock' ? lockDocument : unlockDocument
  return route({
    method: 'post',
    path: `/issues/{id}/documents/{key}/${verb}`,
    name: `${verb}Document`,
    tag: 'Documents',
    summary: verb === 'lock' ? 'Let nobody change a document' : 'Let a locked document be changed again',
    answer: DocumentAnswer,
    run: async ({ caller, id, params, options }) =>
      documentAnswer(await command(caller, named(id, params.key), options)),
  })
}

export const documents = [
  route({
    method: 'get',
    path: '/issues/{id}/documents',
    name: 'listDocuments',
    tag: 'Documents',
    summary: "List an issue's documents by key, without their texts",
    query: limitOf(100, 499).extend({ cursor: DocumentKey.optional() }),
    answer: z.array(DocumentListed),
    run: async ({ caller, id, query, ...asked }) => {
      const rows = await listDocuments(caller, { taskId: id, after: query.cursor, limit: query.limit + 1 })
      return cut(rows, query.limit, asked, (row) => row.key).map(documentListed)
    },
  }),
  route({
    method: 'get',
    path: '/issues/{id}/documents/{key}',
    name: 'getDocument',
    tag: 'Documents',
    summary: 'Read a document',
    answer: DocumentAnswer,
    run: async ({ caller, id, params }) => documentAnswer(await getDocument(caller, named(id, params.key))),
  }),
  route({
    method: 'put',
    path: '/issues/{id}/documents/{key}',
    name: 'putDocument',
    tag: 'Documents',
    summary: 'Write a document',
    description: 'A change names the revision that it was made from; when there is a newer one, it is 409.',
    body: z.object({
      title: z.string().trim().min(1).max(200).nullish(),
      format: z.literal('markdown').optional(),
      body: z.string().max(MOST_CHARACTERS),
      changeSummary: z.string().max(500).nullish(),
      baseRevisionId: idOf('revision')
        .nullish()
        .meta({ type: ['string', 'null'] }),
    }),
    answer: DocumentAnswer,
    refusals: ['stale_version', 'already_claimed', 'broken_rule'],
    run: async ({ caller, id, params, body: { format: _format, ...body }, options }) =>
      documentAnswer(await putDocument(caller, { ...named(id, params.key), ...body }, options)),
  }),
  route({
    method: 'delete',
    path: '/issues/{id}/documents/{key}',
    name: 'deleteDocument',
    tag: 'Documents',
    summary: 'Take a document away',
    description: 'For people. Its revisions stay.',
    answer: z.object({ ok: z.literal(true) }),
    run: async ({ caller, id, params, options }) => {
      await deleteDocument(caller, named(id, params.key), options)
      return { ok: true }
    },
  }),
  route({
    method: 'get',
    path: '/issues/{id}/documents/{key}/revisions',
    name: 'listDocumentRevisions',
    tag: 'Documents',
    summary: "List a document's revisions, newest first, without their texts",
    query: limitOf(100, 499).extend({
      cursor: z.coerce.number().int().min(1).optional().meta({ type: 'integer', description: 'X-Next-Cursor.' }),
    }),
    answer: z.array(Revision),
    run: async ({ caller, id, params, query, ...asked }) => {
      const page = { beforeNumber: query.cursor, limit: query.limit + 1 }
      const rows = await listDocumentRevisions(caller, { ...named(id, params.key), ...page })
      return cut(rows, query.limit, asked, (row) => String(row.number)).map(revisionAnswer)
    },
  }),
  route({
    method: 'post',
    path: '/issues/{id}/documents/{key}/revisions/{revisionId}/restore',
    name: 'restoreDocumentRevision',
    tag: 'Documents',
    summary: 'Make an older text the newest one again',
    answer: DocumentAnswer,
    refusals: ['already_claimed', 'broken_rule'],
    run: async ({ caller, id, params, options }) => {
      const name = named(id, params.key)
      return documentAnswer(await restoreDocumentRevision(caller, { ...name, revisionId: params.revisionId }, options))
    },
  }),
  lock('lock'),
  lock('unlock'),
]
