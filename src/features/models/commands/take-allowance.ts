import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'

/** How soon to look again whether one of a provider's calls has ended. */
const PLACE_PAUSE_SECONDS = 2

/**
 * Takes a call from what a provider's limits leave: of calls at the same time, and per minute, whichever server asks: the allowance grows with time up to one minute's
 * worth, in the statement that takes from it. Tokens may be taken beyond it once; the debt is waited for.
 */
export const takeAllowance = defineCommand({
  name: 'takeAllowance',
  grant: 'run:report',
  /** `callId` null: of an endpoint that costs nothing, or where calls at the same time are not limited: it takes no place. */
  input: z.object({ providerId: z.uuid(), callId: z.uuid().nullable(), tokens: z.int().min(0) }),
  /** Seconds until the next call fits; null when this one was taken. */
  output: z.object({ waitSeconds: z.number().nullable() }),
  records: [],
  announces: [],
  async run(work, { providerId, callId, tokens }) {
    work.unchanged()
    if (callId && !(await takePlace(work, providerId, callId))) return { waitSeconds: PLACE_PAUSE_SECONDS }
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

/** One of the places of a provider, which a call has until it ends or takes one elsewhere. */
async function takePlace(work: Work, providerId: string, callId: string): Promise<boolean> {
  // locked by a statement of its own: the one that counts has to see whoever came before
  const [provider] = await work.sql<{ callsAtOnce: number | null }>(
    `SELECT "callsAtOnce" FROM "ModelProvider" WHERE "companyId" = $1 AND id = $2 FOR UPDATE`,
    [work.companyId, providerId],
  )
  if (!provider?.callsAtOnce) return true
  const taken = await work.sql(
    `UPDATE "ModelCall" SET "placeProviderId" = $2 WHERE "companyId" = $1 AND id = $3 AND $4 > (
       SELECT count(*) FROM "ModelCall" WHERE "companyId" = $1 AND "placeProviderId" = $2 AND state = 'open' AND id <> $3
     ) RETURNING id`,
    [work.companyId, providerId, callId, provider.callsAtOnce],
  )
  return taken.length > 0
}
