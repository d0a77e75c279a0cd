import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { DocumentName, type RevisionView } from '../schema'
import { requireDocument } from '../store'
import { REVISION } from './list-document-revisions'

/** One revision of a document with its text. */
export const getDocumentRevision = defineQuery({
  name: 'getDocumentRevision',
  grant: 'task:read',
  input: DocumentName.extend({ revisionId: z.uuid() }),
  async run(view, { taskId, key, revisionId }) {
    const { id } = await requireDocument(view, { taskId, key })
    const [revision] = await view.sql<RevisionView>(
      `SELECT ${REVISION}, r.body FROM "DocumentRevision" r WHERE r."companyId" = $1 AND r."documentId" = $2 AND r.id = $3`,
      [view.companyId, id, revisionId],
    )
    if (!revision) throw notFound('revision')
    return revision
  },
})
