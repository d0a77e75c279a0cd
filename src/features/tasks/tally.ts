import { systemSql } from '@/platform/database'

/** A count with more rows than this gets them added up. */
const MOST_ROWS = 32

/**
 * Adds up the rows of "TaskTally" of a company where one count (goal, project, state) has many, and drops those that came to
 * nothing. Each call replaces exactly the rows that it deleted by their sum, in one statement, so that readers and writers never
 * see another sum; of two calls at once, one does nothing.
 * @returns how many rows were replaced
 */
export async function compactTaskTally(companyId: string): Promise<number> {
  const [row] = await systemSql<{ replaced: number }>(
    `WITH mine AS (
       SELECT pg_try_advisory_xact_lock(hashtextextended('task-tally:' || $1::text, 0)) AS "isMine"
     ), due AS (
       SELECT "goalId", "projectId", state FROM "TaskTally", mine WHERE "companyId" = $1::uuid AND "isMine"
       GROUP BY "goalId", "projectId", state HAVING count(*) > $2 OR sum(delta) = 0
     ), gone AS (
       DELETE FROM "TaskTally" t USING due WHERE t."companyId" = $1::uuid AND t."goalId" = due."goalId" AND t.state = due.state
         AND t."projectId" IS NOT DISTINCT FROM due."projectId"
       RETURNING t."goalId", t."projectId", t.state, t.delta
     ), added AS (
       INSERT INTO "TaskTally" ("companyId", "goalId", "projectId", state, delta)
       SELECT $1::uuid, "goalId", "projectId", state, sum(delta) FROM gone GROUP BY "goalId", "projectId", state HAVING sum(delta) <> 0
     )
     SELECT count(*)::int AS replaced FROM gone`,
    [companyId, MOST_ROWS],
  )
  return row?.replaced ?? 0
}
