import { systemSql } from '@/platform/database'

/**
 * Removes rows of the ledgers that ended before a time: at most so many, the oldest first.
 * @returns how many
 */
export async function forgetSlots(before: Date, limit: number): Promise<number> {
  const rows = await systemSql(
    `DELETE FROM "ScheduleSlot" WHERE id IN (
       SELECT id FROM "ScheduleSlot" WHERE "untilAt" < $1 ORDER BY "untilAt" LIMIT $2) RETURNING 1`,
    [before, limit],
  )
  return rows.length
}
