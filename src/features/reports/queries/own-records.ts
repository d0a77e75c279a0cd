import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { Refusal } from '@/platform/errors'

/** What a person has done in a company, by kind; `at` and `id` order it. Nothing of others, and no secret. */
const RECORDS = {
  tasks: `SELECT t."createdAt" AS at, t.id, t.identifier, t.title, t.description, t.state FROM "Task" t
    WHERE t."companyId" = $1 AND t."createdById" = $2::uuid`,
  messages: `SELECT m."createdAt" AS at, m.id, m."taskId", m.content, m."editedAt" FROM "Message" m
    WHERE m."companyId" = $1 AND m."authorId" = $2::uuid AND m."authorKind" = 'person'`,
  documents: `SELECT d."createdAt" AS at, d.id, d."documentId", d.number, d.title, d.body FROM "DocumentRevision" d
    WHERE d."companyId" = $1 AND d."authorId" = $2::uuid AND d."authorKind" = 'person'`,
  files: `SELECT f."createdAt" AS at, f.id, f."taskId", f."fileName", f."contentType", f."byteSize", f.sha256 FROM "Attachment" f
    WHERE f."companyId" = $1 AND f."createdById" = $2::uuid AND f."createdByKind" = 'person' AND f."deletedAt" IS NULL`,
  decisions: `SELECT a."decidedAt" AS at, a.id, a.type, a.status, a."decisionNote" FROM "Approval" a
    WHERE a."companyId" = $1 AND a."decidedById" = $2::text AND a."decidedByKind" = 'person'`,
  comments: `SELECT c."createdAt" AS at, c.id, c."approvalId", c.content FROM "ApprovalComment" c
    WHERE c."companyId" = $1 AND c."authorId" = $2::text AND c."authorKind" = 'person'`,
  keys: `SELECT k."createdAt" AS at, k.id, k.kind, k.name, k."lastFour", k."lastUsedAt", k."expiresAt", k."revokedAt" FROM "ApiKey" k
    WHERE k."companyId" = $1 AND k."createdBy" = $2::text`,
  acts: `SELECT e.at, e.id, e.action, e."subjectKind", e."subjectId", e.details FROM "AuditEntry" e
    WHERE e."companyId" = $1 AND e."actorId" = $2::text AND e."actorKind" = 'person'`,
} as const

export type OwnKind = keyof typeof RECORDS
export const OWN_KINDS = Object.keys(RECORDS) as OwnKind[]

const PAGE = 500

/** A page of what the calling person has done in the company, oldest first. @throws Refusal forbidden for who is no person */
export const ownRecords = defineQuery({
  name: 'ownRecords',
  grant: 'company:read',
  input: z.object({
    kind: z.enum(OWN_KINDS),
    /** The last row of the page before. */
    after: z.object({ at: z.string(), id: z.uuid() }).optional(),
  }),
  async run(view, { kind, after }): Promise<({ at: string; id: string } & Record<string, unknown>)[]> {
    if (view.actor.kind !== 'person') throw new Refusal('forbidden', 'Only a person has records of its own.')
    return view.sql(
      `SELECT * FROM (${RECORDS[kind]}) r WHERE $3::timestamptz IS NULL OR (r.at, r.id) > ($3, $4::uuid)
       ORDER BY r.at, r.id LIMIT ${PAGE}`,
      [view.companyId, view.actor.id, after?.at ?? null, after?.id ?? null],
    )
  },
})
