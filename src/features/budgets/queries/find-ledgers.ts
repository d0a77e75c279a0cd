import { systemSql } from '@/platform/database'

const PAGE = 500

/** Companies whose books are kept, in pages: those that are not archived. @param after the last one of the page before */
export async function findLedgers(after: string | undefined): Promise<string[]> {
  const rows = await systemSql<{ id: string }>(
    `SELECT id FROM "Company" WHERE status <> 'archived' AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT ${PAGE}`,
    [after ?? null],
  )
  return rows.map((row) => row.id)
}
