import { systemSql } from '@/platform/database'

/**
 * Removes wakes that a run consumed, or that were skipped, before a time: at most so many, the oldest first.
 * @returns how many
 */
export async function forgetWakes(before: Date, limit: number): Promise<number> {
  const rows = await systemSql(
    `DELETE FROM "Wake" WHERE id IN (
       SELECT id FROM "Wake" WHERE state <> 'pending' AND "endedAt" < $1 ORDER BY "endedAt" LIMIT $2) RETURNING 1`,
    [before, limit],
  )
  return rows.length
}
