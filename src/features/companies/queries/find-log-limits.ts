import { systemSql } from '@/platform/database'

const PAGE = 500

/**
 * Companies that do not keep their logs for ever, and how many days they keep them, in pages.
 * @param installationDays for companies that say nothing; 0: for ever
 * @param after the last one of the page before
 */
export function findLogLimits(
  installationDays: number,
  after: string | undefined,
): Promise<{ id: string; days: number }[]> {
  return systemSql<{ id: string; days: number }>(
    `SELECT id, coalesce("runLogDays", $1) AS days FROM "Company"
     WHERE coalesce("runLogDays", $1) > 0 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT ${PAGE}`,
    [installationDays, after ?? null],
  )
}
