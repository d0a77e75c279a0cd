import { now } from '@/platform/clock'
import { systemSql } from '@/platform/database'

/** Whoever asked waits no longer than this. */
export const AGENT_TEST_SECONDS = 45

export type TakenTest = { testId: string; companyId: string }

/** Gives a worker the tests of settings that it fits, of any company: each test is given once, whoever asks at the same time. */
export function takeAgentTests(workerId: string): Promise<TakenTest[]> {
  return systemSql<TakenTest>(
    `UPDATE "AgentTest" SET "takenAt" = $2, "workerId" = $1 WHERE id IN (
       SELECT t.id FROM "AgentTest" t JOIN "Worker" w ON w.id = $1 AND t.runtime = ANY(w.runtimes) AND t."workerLabels" <@ w.labels
       WHERE t."takenAt" IS NULL AND t."askedAt" > $2::timestamptz - make_interval(secs => ${AGENT_TEST_SECONDS})
       ORDER BY t."askedAt" LIMIT 20 FOR UPDATE OF t SKIP LOCKED)
     RETURNING id AS "testId", "companyId"`,
    [workerId, now()],
  )
}

/** Keeps what a worker found; only the first answer counts. @returns the company that hears it; null when nobody waits for it */
export async function answerAgentTest(testId: string, found: { ok: boolean; message: string }): Promise<string | null> {
  const [test] = await systemSql<{ companyId: string }>(
    `UPDATE "AgentTest" SET "answeredAt" = $2, "isGood" = $3, message = $4
     WHERE id = $1 AND "takenAt" IS NOT NULL AND "answeredAt" IS NULL RETURNING "companyId"`,
    [testId, now(), found.ok, found.message],
  )
  return test?.companyId ?? null
}

/** Removes tests that were asked for before a time: at most so many, the oldest first. @returns how many */
export async function forgetAgentTests(before: Date, limit: number): Promise<number> {
  const rows = await systemSql(
    `DELETE FROM "AgentTest" WHERE id IN (SELECT id FROM "AgentTest" WHERE "askedAt" < $1 ORDER BY "askedAt" LIMIT $2) RETURNING 1`,
    [before, limit],
  )
  return rows.length
}
