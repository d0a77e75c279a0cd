import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { DocumentName, type RevisionSummary } from '../schema'
import { requireDocument } from '../store'

export const REVISION = `r.id, r."documentId", r.number, r.title, r."changeSummary", r."authorKind", r."authorId", r."runId", r."createdAt"`

/** A document's revisions without their texts, newest first; `beforeNumber` is the number of the last one of the page before. */
export const listDocumentRevisions = defineQuery({
  name: 'listDocumentRevisions',
  grant: 'task:read',
  input: DocumentName.extend({
    beforeNumber: z.int().min(1).optional(),
    limit: z.int().min(1).max(500).default(100),
  }),
  async run(view, { taskId, key, beforeNumber, limit }) {
    const { id } = await requireDocument(view, { taskId, key })
    return view.sql<RevisionSummary>(
      `SELECT ${REVISION} FROM "DocumentRevision" r
       WHERE r."companyId" = $1 AND r."documentId" = $2 AND r.number < $3 ORDER BY r.number DESC LIMIT $4`,
      [view.companyId, id, beforeNumber ?? 2 ** 31 - 1, limit],
    )
  },
})
