import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { DocumentKey, type DocumentSummary } from '../schema'
import { SUMMARY } from '../store'

/** A task's documents without their texts, by key; `after` is the key of the last one of the page before. */
export const listDocuments = defineQuery({
  name: 'listDocuments',
  grant: 'task:read',
  input: z.object({ taskId: z.uuid(), after: DocumentKey.optional(), limit: z.int().min(1).max(500).default(100) }),
  run: (view, { taskId, after, limit }) =>
    view.sql<DocumentSummary>(
      `SELECT ${SUMMARY} FROM "Document" d
       WHERE d."companyId" = $1 AND d."taskId" = $2 AND d."deletedAt" IS NULL AND ($3::text IS NULL OR d.key > $3)
       ORDER BY d.key LIMIT $4`,
      [view.companyId, taskId, after ?? null, limit],
    ),
})
