import { z } from 'zod'

/** Characters of a document; about what a person can still read. */
export const MOST_CHARACTERS = 524_288

export const DocumentKey = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,63}$/,
    'takes up to 64 lower-case letters, digits, - and _, and begins with a letter or digit',
  )

/** One document of one task. */
export const DocumentName = z.object({ taskId: z.uuid(), key: DocumentKey })

export const PutDocument = DocumentName.extend({
  /** Absent: the title stays; null takes it away. */
  title: z.string().trim().min(1, 'must not be empty').max(200).nullish(),
  body: z.string().max(MOST_CHARACTERS),
  changeSummary: z.string().trim().max(500).nullish(),
  /** The revision that the text was made from. Not needed for a new document. */
  baseRevisionId: z.uuid().nullish(),
})

const ActorKind = z.enum(['person', 'agent', 'system'])

export const DocumentSummary = z.object({
  id: z.uuid(),
  taskId: z.uuid(),
  key: z.string(),
  title: z.string().nullable(),
  format: z.literal('markdown'),
  revisionId: z.uuid(),
  revisionNumber: z.int(),
  lockedAt: z.string().nullable(),
  createdByKind: ActorKind,
  createdById: z.uuid(),
  updatedByKind: ActorKind,
  updatedById: z.uuid(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type DocumentSummary = z.output<typeof DocumentSummary>

export const DocumentView = DocumentSummary.extend({ body: z.string() })
export type DocumentView = z.output<typeof DocumentView>

export const RevisionSummary = z.object({
  id: z.uuid(),
  documentId: z.uuid(),
  number: z.int(),
  title: z.string().nullable(),
  changeSummary: z.string().nullable(),
  authorKind: ActorKind,
  authorId: z.uuid(),
  runId: z.uuid().nullable(),
  createdAt: z.string(),
})
export type RevisionSummary = z.output<typeof RevisionSummary>

export const RevisionView = RevisionSummary.extend({ body: z.string() })
export type RevisionView = z.output<typeof RevisionView>

export const AttachmentView = z.object({
  id: z.uuid(),
  taskId: z.uuid(),
  messageId: z.uuid().nullable(),
  fileName: z.string(),
  contentType: z.string(),
  byteSize: z.int(),
  sha256: z.string(),
  createdByKind: ActorKind,
  createdById: z.uuid(),
  createdAt: z.string(),
})
export type AttachmentView = z.output<typeof AttachmentView>
