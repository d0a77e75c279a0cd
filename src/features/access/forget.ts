import { systemSql } from '@/platform/database'

const forget =
  (text: string) =>
  async (before: Date, limit: number): Promise<number> =>
    (await systemSql(text, [before, limit])).length

/** Each removes what was over before a time: at most so many rows, the oldest first. They resolve with how many. */
export const forgetSessions = forget(
  `DELETE FROM "Session" WHERE "tokenHash" IN (
     SELECT "tokenHash" FROM "Session" WHERE "expiresAt" < $1 ORDER BY "expiresAt" LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING 1`,
)

/** Accepted, revoked or not: after their time nobody can use them, and who came in by one is in the audit log. */
export const forgetInvitations = forget(
  `DELETE FROM "Invitation" WHERE id IN (
     SELECT id FROM "Invitation" WHERE "expiresAt" < $1 ORDER BY "expiresAt" LIMIT $2) RETURNING 1`,
)

/** Command lines that asked to be let in. */
export const forgetCliChallenges = forget(
  `DELETE FROM "CliChallenge" WHERE id IN (
     SELECT id FROM "CliChallenge" WHERE "expiresAt" < $1 ORDER BY "expiresAt" LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING 1`,
)
