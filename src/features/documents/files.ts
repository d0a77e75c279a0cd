import type { View, Work } from '@/platform/command'
import { NO_BACKUP_READS, systemSql } from '@/platform/database'
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

/**
 * Lets the bytes be removed when `seconds` have passed.
 * @returns when that is: who wants to keep them names it
 */
export async function keepUntil(work: Work, storageKey: string, seconds: number): Promise<string> {
  const [row] = await work.sql<{ dueAt: string }>(
    `INSERT INTO "FileRemoval" ("companyId", "storageKey", "dueAt") VALUES ($1, $2, $3::timestamptz + make_interval(secs => $4))
     RETURNING "dueAt"`,
    [work.companyId, storageKey, work.now, seconds],
  )
  return row!.dueAt
}

/** Takes the removal back; false when it was due meanwhile, for then the bytes are gone or going. */
export async function keepForGood(work: Work, storageKey: string, dueAt: string): Promise<boolean> {
  const kept = await work.sql(
    `DELETE FROM "FileRemoval" WHERE "companyId" = $1 AND "storageKey" = $2 AND "dueAt" = $3 RETURNING 1`,
    [work.companyId, storageKey, dueAt],
  )
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
/** What a sweep did not end with, because the storage would not or the program died, is tried again after this. */
const RETRY_SECONDS = 600

/**
 * Removes the bytes whose time has come: of deleted attachments, and of uploads that broke off. A removal is claimed by moving its time,
 * so that an upload that is just being completed is either kept or told. No transaction waits for the storage. To remove
 * twice does no harm. While a backup is written, what it has found named stays.
 * @param isOver asked between two files
 * @returns how many files were removed
 */
export async function sweepAttachments(isOver = () => false): Promise<number> {
  let removed = 0
  for (let i = 0; i < MOST_A_SWEEP && !isOver(); i++) {
    const due = await claimOne()
    if (!due) break
    if (await removeFile(due)) removed += 1
  }
  return removed
}

type Removal = { companyId: string; storageKey: string; dueAt: string }

async function claimOne(): Promise<Removal | undefined> {
  const [due] = await systemSql<Removal>(
    `UPDATE "FileRemoval" r SET "dueAt" = now() + make_interval(secs => $1)
     FROM (SELECT "companyId", "storageKey" FROM "FileRemoval" WHERE "dueAt" <= now() AND ${NO_BACKUP_READS}
           ORDER BY "dueAt" LIMIT 1 FOR UPDATE SKIP LOCKED) x
     WHERE r."companyId" = x."companyId" AND r."storageKey" = x."storageKey" RETURNING r."companyId", r."storageKey", r."dueAt"`,
    [RETRY_SECONDS],
  )
  return due
}

async function removeFile({ companyId, storageKey, dueAt }: Removal): Promise<boolean> {
  try {
    await storage().delete(storageKey)
  } catch (error) {
    log.warn({ err: error, companyId, storageKey }, 'a file was not removed yet')
    return false
  }
  const remove = `DELETE FROM "FileRemoval" WHERE "companyId" = $1 AND "storageKey" = $2 AND "dueAt" = $3`
  await systemSql(remove, [companyId, storageKey, dueAt])
  return true
}
