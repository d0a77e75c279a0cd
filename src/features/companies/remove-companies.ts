import { now } from '@/platform/clock'
import { acrossCompanies, inCompany, NO_BACKUP_READS, removeCompanyRows, systemSql } from '@/platform/database'
import type { CompanyId } from '@/platform/ids'
import { log } from '@/platform/log'
import { storage } from '@/platform/storage'

/** One go takes no longer; the next one goes on. */
const LIMIT_MS = 120_000
/** So many files go between two looks at whether a backup reads. */
const PAGE = 20
/** Longer than any statement may take: a reopening that read the clock before the time had come has ended by then. */
const MARGIN_MS = 60_000

/**
 * Removes companies that were closed and whose days of grace are over: files first, then every row, then the company. What stays is a
 * row of `CompanyRemoval`. It may be stopped anywhere, and goes on the next time. While a backup is read, nothing is removed.
 * @returns ids of those that are gone
 */
export async function removeDueCompanies(limitMs = LIMIT_MS): Promise<string[]> {
  const until = performance.now() + limitMs
  const gone: string[] = []
  for (let last: CompanyId | undefined; performance.now() < until; ) {
    const [due] = await systemSql<{ id: CompanyId }>(
      `SELECT c.id FROM "Company" c WHERE c."removalDueAt" <= $1 AND ($2::uuid IS NULL OR c.id > $2) AND ${NO_BACKUP_READS}
         AND NOT EXISTS (SELECT 1 FROM "Run" r WHERE r."companyId" = c.id AND r.state IN ('queued', 'running')) ORDER BY c.id LIMIT 1`,
      [surelyDue(), last ?? null],
    )
    if (!due) break
    if (await removeOne(due.id, until)) gone.push(due.id)
    last = due.id
  }
  return gone
}

const surelyDue = () => new Date(now().getTime() - MARGIN_MS)

async function removeOne(companyId: CompanyId, until: number): Promise<boolean> {
  if (!(await begin(companyId))) return false
  const files = await removeFiles(companyId, until)
  if (files === null) return false
  const { rows, isDone } = await removeCompanyRows(companyId, until)
  await systemSql(`UPDATE "CompanyRemoval" SET rows = rows + $2, files = greatest(files, $3) WHERE id = $1`, [
    companyId,
    rows,
    files,
  ])
  return isDone && end(companyId)
}

/** From here on it cannot be taken back. False when it was reopened meanwhile. */
async function begin(companyId: string): Promise<boolean> {
  return acrossCompanies(async (sql) => {
    const [company] = await sql(
      `INSERT INTO "CompanyRemoval" (id, name, slug, "closedByKind", "closedById", "closedAt", "begunAt")
       SELECT id, name, slug, "closedByKind", "closedById", "closedAt", $2 FROM "Company" WHERE id = $1 AND "removalDueAt" <= $3
       ON CONFLICT (id) DO UPDATE SET "begunAt" = "CompanyRemoval"."begunAt" RETURNING id`,
      [companyId, now(), surelyDue()],
    )
    return company !== undefined
  })
}

/** Their rows stay until the rest goes, so that what breaks off is done again. @returns how many; null when time ran out or a backup reads */
async function removeFiles(companyId: CompanyId, until: number): Promise<number | null> {
  let removed = 0
  for (let last = ''; ; ) {
    const [free] = await systemSql(`SELECT 1 WHERE ${NO_BACKUP_READS}`)
    if (!free) return null
    const page = await inCompany(companyId, 'READ ONLY', (sql) =>
      sql<{ storageKey: string }>(
        `SELECT DISTINCT "storageKey" FROM (
           SELECT "storageKey" FROM "Attachment" WHERE "companyId" = $1
           UNION ALL SELECT "storageKey" FROM "FileRemoval" WHERE "companyId" = $1) f
         WHERE "storageKey" > $2 ORDER BY "storageKey" LIMIT ${PAGE}`,
        [companyId, last],
      ),
    )
    for (const { storageKey } of page) {
      if (performance.now() > until) return null
      await storage().delete(storageKey)
      removed += 1
    }
    last = page.at(-1)?.storageKey ?? ''
    if (!last) return removed
  }
}

/** @returns whether this removed it; another process may have been first */
async function end(companyId: string): Promise<boolean> {
  return acrossCompanies(async (sql) => {
    const [gone] = await sql(`DELETE FROM "Company" WHERE id = $1 AND "removalDueAt" <= $2 RETURNING id`, [
      companyId,
      now(),
    ])
    if (gone) {
      await sql(`UPDATE "CompanyRemoval" SET "endedAt" = $2 WHERE id = $1 AND "endedAt" IS NULL`, [companyId, now()])
      return true
    }
    const [left] = await sql(`SELECT id FROM "Company" WHERE id = $1`, [companyId])
    if (left) log.error({ companyId }, 'a company was emptied and is no longer due to be removed')
    return false
  })
}
