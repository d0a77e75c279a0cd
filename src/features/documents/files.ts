import type { View, Work } from '@/platform/command'
import { acrossCompanies } from '@/platform/database'
import { notFound } from '@/platform/errors'
import { log } from '@/platform/log'
import { storage } from '@/platform/storage'
import type { AttachmentView } from './schema'

/** Columns of an `AttachmentView`. */
export const ATTACHMENT = `a.id, a."taskId", a."messageId", a."fileName", a."contentType", a."byteSize", a.sha256, a."createdByKind",
  a."createdById", a."createdAt"`

/** Where the bytes of an attachment are: in the company's own part of the storage. */
export function storageKeyOf(companyId: string, attachmentId: string): string {
  return `companies/${companyId}/attachments/${attachmentId}`
}

export type StoredAttachment = AttachmentView & { storageKey: string }

/** @throws Refusal not_found, also for a deleted one */
export async function requireAttachment(view: View, attachmentId: string): Promise<StoredAttachment> {
  const [row] = await view.sql<StoredAttachment>(
    `SELECT ${ATTACHMENT}, a."storageKey" FROM "Attachment" a WHERE a."companyId" = $1 AND a.id = $2 AND a."deletedAt" IS NULL`,
    [view.companyId, attachmentId],
  )
  if (!row) throw notFound('attachment')
  return row
}

/** Lets the bytes be removed when `seconds` have passed. */
export async function keepUntil(work: Work, storageKey: string, seconds: number): Promise<void> {
  await work.sql(
    `INSERT INTO "FileRemoval" ("companyId", "storageKey", "dueAt") VALUES ($1, $2, $3::timestamptz + make_interval(secs => $4))`,
    [work.companyId, storageKey, work.now, seconds],
  )
}

/** Takes the removal back; false when the bytes are gone already. Waits for a removal that is under way. */
export async function keepForGood(work: Work, storageKey: string): Promise<boolean> {
  const kept = await work.sql(`DELETE FROM "FileRemoval" WHERE "companyId" = $1 AND "storageKey" = $2 RETURNING 1`, [
    work.companyId,
    storageKey,
  ])
  return kept.length > 0
}

/** Makes a removal due now. */
export async function forgetNow(work: Work, storageKey: string): Promise<void> {
  await work.sql(`UPDATE "FileRemoval" SET "dueAt" = $3 WHERE "companyId" = $1 AND "storageKey" = $2`, [
    work.companyId,
    storageKey,
    work.now,
  ])
}

const MOST_A_SWEEP = 1000
/** What the storage would not remove is tried again after this. */
const RETRY_SECONDS = 600

/**
 * Removes the bytes whose time has come: of deleted attachments, and of uploads that broke off. Each removal is locked meanwhile, so
 * that an upload that is just being completed is either kept or told. A crash in between removes again, which does no harm.
 * @returns how many files were removed
 */
export async function sweepAttachments(): Promise<number> {
  let removed = 0
  for (let i = 0; i < MOST_A_SWEEP; i++) {
    const outcome = await removeOne()
    if (outcome === 'none') break
    if (outcome === 'removed') removed += 1
  }
  return removed
}

function removeOne(): Promise<'removed' | 'failed' | 'none'> {
  return acrossCompanies(async (sql) => {
    const [due] = await sql<{ companyId: string; storageKey: string }>(
      `SELECT "companyId", "storageKey" FROM "FileRemoval" WHERE "dueAt" <= now() ORDER BY "dueAt" LIMIT 1 FOR UPDATE SKIP LOCKED`,
    )
    if (!due) return 'none'
    const name = [due.companyId, due.storageKey]
    try {
      await storage().delete(due.storageKey)
    } catch (error) {
      log.warn({ err: error, companyId: due.companyId, storageKey: due.storageKey }, 'a file was not removed yet')
      await sql(
        `UPDATE "FileRemoval" SET "dueAt" = now() + make_interval(secs => $3) WHERE "companyId" = $1 AND "storageKey" = $2`,
        [...name, RETRY_SECONDS],
      )
      return 'failed'
    }
    await sql(`DELETE FROM "FileRemoval" WHERE "companyId" = $1 AND "storageKey" = $2`, name)
    return 'removed'
  })
}
