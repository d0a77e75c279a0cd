import { z } from 'zod'
import type { AttachmentView, DocumentSummary, DocumentView, RevisionSummary } from '@/features/documents'
import { Count, Id, IdOrNull, Instant, InstantOrNull, Text } from './fields'

export const DocumentListed = z
  .object({
    id: Id,
    issueId: Id,
    key: z.string(),
    title: Text,
    format: z.literal('markdown'),
    latestRevisionId: Id,
    latestRevisionNumber: z.int(),
    lockedAt: InstantOrNull,
    createdByAgentId: IdOrNull,
    createdByUserId: IdOrNull,
    updatedByAgentId: IdOrNull,
    updatedByUserId: IdOrNull,
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'DocumentListed' })

export const DocumentAnswer = DocumentListed.extend({
  body: z.string(),
  latestBody: z.string().meta({ description: 'The same as body.' }),
}).meta({ id: 'Document' })

export const Revision = z
  .object({
    id: Id,
    documentId: Id,
    revisionNumber: z.int(),
    title: Text,
    changeSummary: Text,
    createdByAgentId: IdOrNull,
    createdByUserId: IdOrNull,
    createdByRunId: IdOrNull,
    createdAt: Instant,
  })
  .meta({ id: 'DocumentRevision' })

export const Attachment = z
  .object({
    id: Id,
    companyId: Id,
    issueId: Id,
    issueCommentId: IdOrNull,
    assetId: Id.meta({ description: 'The same as id.' }),
    originalFilename: z.string(),
    contentType: z.string(),
    byteSize: Count,
    sha256: z.string(),
    contentPath: z.string().meta({ description: 'Where the bytes are.', example: '/api/attachments/…/content' }),
    createdByAgentId: IdOrNull,
    createdByUserId: IdOrNull,
    createdAt: Instant,
  })
  .meta({ id: 'Attachment' })

const idIf = (kind: string, wanted: 'agent' | 'person', id: string) => (kind === wanted ? id : null)

export function documentListed(view: DocumentSummary): z.output<typeof DocumentListed> {
  return {
    id: view.id,
    issueId: view.taskId,
    key: view.key,
    title: view.title,
    format: view.format,
    latestRevisionId: view.revisionId,
    latestRevisionNumber: view.revisionNumber,
    lockedAt: view.lockedAt,
    createdByAgentId: idIf(view.createdByKind, 'agent', view.createdById),
    createdByUserId: idIf(view.createdByKind, 'person', view.createdById),
    updatedByAgentId: idIf(view.updatedByKind, 'agent', view.updatedById),
    updatedByUserId: idIf(view.updatedByKind, 'person', view.updatedById),
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
  }
}

export function documentAnswer(view: DocumentView): z.output<typeof DocumentAnswer> {
  return { ...documentListed(view), body: view.body, latestBody: view.body }
}

export function revisionAnswer(row: RevisionSummary): z.output<typeof Revision> {
  return {
    id: row.id,
    documentId: row.documentId,
    revisionNumber: row.number,
    title: row.title,
    changeSummary: row.changeSummary,
    createdByAgentId: idIf(row.authorKind, 'agent', row.authorId),
    createdByUserId: idIf(row.authorKind, 'person', row.authorId),
    createdByRunId: row.runId,
    createdAt: row.createdAt,
  }
}

export function attachmentAnswer(companyId: string, view: AttachmentView): z.output<typeof Attachment> {
  return {
    id: view.id,
    companyId,
    issueId: view.taskId,
    issueCommentId: view.messageId,
    assetId: view.id,
    originalFilename: view.fileName,
    contentType: view.contentType,
    byteSize: view.byteSize,
    sha256: view.sha256,
    contentPath: `/api/attachments/${view.id}/content`,
    createdByAgentId: idIf(view.createdByKind, 'agent', view.createdById),
    createdByUserId: idIf(view.createdByKind, 'person', view.createdById),
    createdAt: view.createdAt,
  }
}
