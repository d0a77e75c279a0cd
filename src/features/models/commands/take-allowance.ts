import { z } from 'zod'
import { defineCommand } from '@/platform/command'

/**
 * Takes a call from what a provider's limits per minute leave, whichever server asks: the allowance grows with time up to one minute's
 * worth, in the statement that takes from it. Tokens may be taken beyond it once; the debt is waited for.
 */
export const takeAllowance = defineCommand({
  name: 'takeAllowance',
  grant: 'run:report',
  input: z.object({ providerId: z.uuid(), tokens: z.int().min(0) }),
  /** Seconds until the next call fits; null when this one was taken. */
  output: z.object({ waitSeconds: z.number().nullable() }),
  records: [],
  announces: [],
  async run(work, { providerId, tokens }) {
    work.unchanged()
    const [row] = await work.sql<{ isTaken: boolean; waitSeconds: number }>(
      `WITH now AS MATERIALIZED (
         SELECT id, "requestsPerMinute" AS rpm, "tokensPerMinute" AS tpm,
           least("requestsPerMinute", "requestsLeft" + "requestsPerMinute" * passed) AS requests,
           least("tokensPerMinute", "tokensLeft" + "tokensPerMinute" * passed) AS tokens
         FROM (SELECT *, greatest(0, extract(epoch FROM $4::timestamptz - "allowanceAt")) / 60 AS passed FROM "ModelProvider"
               WHERE "companyId" = $1 AND id = $2 FOR UPDATE) p
       ), taken AS (
         UPDATE "ModelProvider" p SET "requestsLeft" = coalesce(now.requests - 1, 0), "tokensLeft" = coalesce(now.tokens - $3, 0),
           "allowanceAt" = greatest("allowanceAt", $4) FROM now
         WHERE p."companyId" = $1 AND p.id = now.id AND (now.rpm IS NULL OR now.requests >= 1) AND (now.tpm IS NULL OR now.tokens > 0)
         RETURNING p.id
       )
       SELECT taken.id IS NOT NULL AS "isTaken", greatest(
         coalesce((1 - now.requests) * 60 / now.rpm, 0), coalesce((1 - now.tokens) * 60 / now.tpm, 0))::float8 AS "waitSeconds"
       FROM now LEFT JOIN taken ON true`,
      [work.companyId, providerId, tokens, work.now],
    )
    return { waitSeconds: !row || row.isTaken ? null : Math.max(0.05, row.waitSeconds) }
  },
})
