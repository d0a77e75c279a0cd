import { lockTask, requireFree } from '@/features/tasks'
import { runOf, type View, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import type { DocumentView } from './schema'

export const SUMMARY = `d.id, d."taskId", d.key, d.title, d.format, d."revisionId", d."revisionNumber", d."lockedAt", d."createdByKind",
  d."createdById", d."updatedByKind", d."updatedById", d."createdAt", d."updatedAt"`

type Name = { taskId: string; key: string }
type Stored = DocumentView & { deletedAt: string | null }

/** The document of this key, also a deleted one. */
async function stored(view: View, { taskId, key }: Name): Promise<Stored | null> {
  const [row] = await view.sql<Stored>(
    `SELECT ${SUMMARY}, d.body, d."deletedAt" FROM "Document" d WHERE d."companyId" = $1 AND d."taskId" = $2 AND d.key = $3`,
    [view.companyId, taskId, key],
  )
  return row ?? null
}

/** @throws Refusal not_found */
export async function requireDocument(view: View, name: Name): Promise<DocumentView> {
  const document = await stored(view, name)
  if (!document || document.deletedAt) throw notFound('document')
  const { deletedAt: _, ...rest } = document
  return rest
}

/** Documents are changed one at a time a task, by who could change the task. */
export async function lockForChange(work: Work, taskId: string): Promise<void> {
  await lockTask(work, taskId)
  await requireFree(work, taskId)
}

/** @throws Refusal forbidden for agents */
export function requirePerson(work: Work, what: string): void {
  if (work.actor.kind === 'agent')
    throw new Refusal('forbidden', `${what} is for people. Ask one in the task's thread.`)
}

/** Who writes; the product's own writing is the company's. */
export function authorOf({ actor, companyId }: View): { kind: string; id: string } {
  return { kind: actor.kind, id: actor.kind === 'system' ? companyId : actor.id }
}

export type Revision = Name & {
  title: string | null | undefined
  body: string
  changeSummary: string | null
  /** The revision that this one follows; null when there is none yet; `any` for whichever is the newest. */
  base: string | null | 'any'
}

/**
 * Writes the next revision of a document, or its first one, unless it says what the newest one says.
 * @returns whether anything changed
 * @throws Refusal stale_version with the newest revision when that is not the base; broken_rule when the document is locked
 */
export async function writeRevision(
  work: Work,
  revision: Revision,
): Promise<{ documentId: string; isNew: boolean } | null> {
  const found = await stored(work, revision)
  const current = found && !found.deletedAt ? found : null
  const title = revision.title === undefined ? (current?.title ?? null) : revision.title
  if (current && current.body === revision.body && current.title === title) return null
  if (current?.lockedAt) {
    throw new Refusal('broken_rule', `The document ${revision.key} is locked. A person can unlock it.`, {
      rule: 'document_locked',
      lockedAt: current.lockedAt,
    })
  }
  if (current && revision.base !== 'any' && revision.base !== current.revisionId) throw stale(current, revision.base)
  if (!current && revision.base !== null && revision.base !== 'any') throw notFound('document')
  const documentId = found?.id ?? work.newId()
  await store(work, revision, { documentId, title, number: (found?.revisionNumber ?? 0) + 1 })
  return { documentId, isNew: current === null }
}

function stale(current: DocumentView, base: string | null): Refusal {
  const why = base === null ? 'Send baseRevisionId to change it' : 'Somebody wrote it meanwhile'
  return new Refusal(
    'stale_version',
    `${why}: the newest revision of ${current.key} is number ${current.revisionNumber}. Read it, and send its id as baseRevisionId.`,
    { currentRevisionId: current.revisionId, currentRevisionNumber: current.revisionNumber },
  )
}

type Place = { documentId: string; title: string | null; number: number }

async function store(work: Work, revision: Revision, { documentId, title, number }: Place): Promise<void> {
  const author = authorOf(work)
  await work.sql(
    `WITH document AS (
       INSERT INTO "Document" (id, "companyId", "taskId", key, title, body, "revisionId", "revisionNumber", "createdByKind", "createdById",
         "updatedByKind", "updatedById", "createdAt", "updatedAt")
       VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $9, $10, $11, $11)
       ON CONFLICT ("companyId", "taskId", key) DO UPDATE SET title = EXCLUDED.title, body = EXCLUDED.body,
         "revisionId" = EXCLUDED."revisionId", "revisionNumber" = EXCLUDED."revisionNumber", "updatedByKind" = EXCLUDED."updatedByKind",
         "updatedById" = EXCLUDED."updatedById", "updatedAt" = EXCLUDED."updatedAt", "deletedAt" = NULL
       RETURNING id
     )
     INSERT INTO "DocumentRevision" (id, "companyId", "documentId", number, title, body, "changeSummary", "authorKind", "authorId", "runId",
       "createdAt")
     SELECT $7, $1, document.id, $8, $5, $6, $12, $9, $10, $13, $11 FROM document`,
    [
      ...[work.companyId, documentId, revision.taskId, revision.key, title, revision.body, work.newId(), number],
      ...[author.kind, author.id, work.now, revision.changeSummary, runOf(work.actor)],
    ],
  )
}

/** Records and announces what happened to a document. */
export function tell(work: Work, action: string, document: { id: string; taskId: string; key: string }, details = {}) {
  const { id, taskId, key } = document
  work.record({ action: `document.${action}`, subject: { kind: 'document', id }, details: { taskId, key, ...details } })
  work.announce({ name: `document/${action}`, data: { taskId, documentId: id, key } })
}

/** Answers whether that changed anything. */
export async function setLocked(work: Work, documentId: string, isLocked: boolean): Promise<boolean> {
  const changed = await work.sql(
    `UPDATE "Document" SET "lockedAt" = CASE WHEN $3 THEN $4::timestamptz END
     WHERE "companyId" = $1 AND id = $2 AND "deletedAt" IS NULL AND ("lockedAt" IS NULL) = $3 RETURNING id`,
    [work.companyId, documentId, isLocked, work.now],
  )
  return changed.length > 0
}
