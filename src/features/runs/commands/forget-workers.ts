import { systemSql } from '@/platform/database'

/**
 * Removes workers that were last heard of before a time and have no run: at most so many, the oldest first.
 * @returns how many
 */
export async function forgetWorkers(before: Date, limit: number): Promise<number> {
  const rows = await systemSql(
    `DELETE FROM "Worker" WHERE id IN (
       SELECT w.id FROM "Worker" w WHERE w."lastBeatAt" < $1
         AND NOT EXISTS (SELECT 1 FROM "Run" r WHERE r."workerId" = w.id AND r.state = 'running')
       ORDER BY w."lastBeatAt" LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING 1`,
    [before, limit],
  )
  return rows.length
}
