import { systemSql } from '@/platform/database'

const PAGE = 500

/** All companies of the installation, in pages. @param after the last one of the page before */
export function findCompanies(after: string | undefined): Promise<{ id: string; name: string }[]> {
  return systemSql<{ id: string; name: string }>(
    `SELECT id, name FROM "Company" WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT ${PAGE}`,
    [after ?? null],
  )
}
