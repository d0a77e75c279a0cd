import { systemSql } from '@/platform/database'

/** A goal with this many rows more than it needs, one a project, gets them added up. */
const MOST_ROWS = 32

/**
 * Adds up the rows of "CostTally" of a company where a goal has many. Each call replaces exactly the rows that it deleted by their
 * sum, in one statement, so that readers and writers never see another sum; of two calls at once, one does nothing.
 * @returns how many rows were replaced
 */
export async function compactCostTally(companyId: string): Promise<number> {
  const [row] = await systemSql<{ replaced: number }>(
    `WITH mine AS (
       SELECT pg_try_advisory_xact_lock(hashtextextended('cost-tally:' || $1::text, 0)) AS "isMine"
     ), due AS (
       SELECT "goalId" FROM "CostTally", mine WHERE "companyId" = $1::uuid AND "isMine" GROUP BY "goalId"
       HAVING count(*) > $2 + count(DISTINCT "projectId")
     ), gone AS (
       DELETE FROM "CostTally" t USING due WHERE t."companyId" = $1::uuid AND t."goalId" = due."goalId"
       RETURNING t."goalId", t."projectId", t."costMicros"
     ), added AS (
       INSERT INTO "CostTally" ("companyId", "goalId", "projectId", "costMicros")
       SELECT $1::uuid, "goalId", "projectId", sum("costMicros") FROM gone GROUP BY "goalId", "projectId"
     )
     SELECT count(*)::int AS replaced FROM gone`,
    [companyId, MOST_ROWS],
  )
  return row?.replaced ?? 0
}
