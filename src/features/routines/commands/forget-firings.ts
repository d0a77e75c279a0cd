import { systemSql } from '@/platform/database'

/**
 * Removes firings that were settled before a time and whose task, where they made one, is over: at most so many, the oldest first.
 * One that others were joined to stays as long as they do.
 * @returns how many
 */
export async function forgetFirings(before: Date, limit: number): Promise<number> {
  const rows = await systemSql(
    `DELETE FROM "RoutineRun" WHERE id IN (
       SELECT r.id FROM "RoutineRun" r WHERE r."settledAt" < $1
         AND NOT EXISTS (SELECT 1 FROM "Task" t WHERE t."companyId" = r."companyId" AND t.id = r."taskId" AND t.state NOT IN ('done', 'cancelled'))
         AND NOT EXISTS (SELECT 1 FROM "RoutineRun" c WHERE c."companyId" = r."companyId" AND c."coalescedIntoId" = r.id)
       ORDER BY r."settledAt" LIMIT $2)
     RETURNING 1`,
    [before, limit],
  )
  return rows.length
}
