import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { Refusal } from '@/platform/errors'

type Kind = {
  /** The statement without its end; `r.at` and `r.id` order what it gives, by an index of these columns. */
  rows: string
  /** Rows a page: fewer of what may be long, so that a page is some megabytes at most. */
  page: number
}

const MINE = `"companyId" = $1 AND`

/** What a person has done in a company. Nothing of others, and no secret. */
const RECORDS = {
  tasks: {
    rows: `SELECT "createdAt" AS at, id, identifier, title, description, state FROM "Task"
      WHERE ${MINE} "createdById" = $2::uuid`,
    page: 50,
  },
  messages: {
    rows: `SELECT "createdAt" AS at, id, "taskId", content, "editedAt" FROM "Message"
      WHERE ${MINE} "authorId" = $2::uuid AND "authorKind" = 'person'`,
    page: 50,
  },
  documents: {
    rows: `SELECT "createdAt" AS at, id, "documentId", number, title, body FROM "DocumentRevision"
      WHERE ${MINE} "authorId" = $2::uuid AND "authorKind" = 'person'`,
    page: 10,
  },
  files: {
    rows: `SELECT "createdAt" AS at, id, "taskId", "fileName", "contentType", "byteSize", sha256 FROM "Attachment"
      WHERE ${MINE} "createdById" = $2::uuid AND "createdByKind" = 'person' AND "deletedAt" IS NULL`,
    page: 200,
  },
  decisions: {
    rows: `SELECT "decidedAt" AS at, id, type, status, "decisionNote" FROM "Approval"
      WHERE ${MINE} "decidedById" = $2::text AND "decidedByKind" = 'person'`,
    page: 200,
  },
  comments: {
    rows: `SELECT "createdAt" AS at, id, "approvalId", content FROM "ApprovalComment"
      WHERE ${MINE} "authorId" = $2::text AND "authorKind" = 'person'`,
    page: 50,
  },
  // a company has few keys
  keys: {
    rows: `SELECT "createdAt" AS at, id, kind, name, "lastFour", "lastUsedAt", "expiresAt", "revokedAt" FROM "ApiKey"
      WHERE ${MINE} "createdBy" = $2::text`,
    page: 500,
  },
  acts: {
    rows: `SELECT at, id, action, "subjectKind", "subjectId", details FROM "AuditEntry"
      WHERE ${MINE} "actorId" = $2::text AND "actorKind" = 'person'`,
    page: 200,
  },
} as const satisfies Record<string, Kind>

export type OwnKind = keyof typeof RECORDS
export const OWN_KINDS = Object.keys(RECORDS) as OwnKind[]

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
    const { rows, page } = RECORDS[kind]
    const behind = after ? 'WHERE (r.at, r.id) > ($3::timestamptz, $4::uuid)' : ''
    return view.sql(`SELECT * FROM (${rows}) r ${behind} ORDER BY r.at, r.id LIMIT ${page}`, [
      ...[view.companyId, view.actor.id],
      ...(after ? [after.at, after.id] : []),
    ])
  },
})
