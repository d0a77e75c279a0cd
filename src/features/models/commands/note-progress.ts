import { z } from 'zod'
import { defineCommand } from '@/platform/command'

/**
 * Notes how far a call is, so that it is known should this server die, and asks whether its run goes on.
 */
export const noteProgress = defineCommand({
  name: 'noteProgress',
  grant: 'run:report',
  input: z.object({
    callId: z.uuid(),
    /** Null before the answer has begun. */
    progress: z
      .object({ model: z.string(), provider: z.string(), tokensIn: z.int().min(0), tokensOut: z.int().min(0) })
      .nullable(),
  }),
  output: z.object({ mayGoOn: z.boolean() }),
  records: [],
  announces: [],
  async run(work, { callId, progress }) {
    work.unchanged()
    const [row] = await work.sql<{ mayGoOn: boolean }>(
      `UPDATE "ModelCall" m SET model = coalesce($3, m.model), provider = coalesce($4, m.provider), "tokensIn" = coalesce($5, m."tokensIn"),
         "tokensOut" = coalesce($6, m."tokensOut") FROM "Run" r
       WHERE m."companyId" = $1 AND m.id = $2 AND m.state = 'open' AND r."companyId" = $1 AND r.id = m."runId"
       RETURNING r.state = 'running' AND r."stopReason" IS NULL AS "mayGoOn"`,
      [work.companyId, callId, progress?.model, progress?.provider, progress?.tokensIn, progress?.tokensOut],
    )
    return { mayGoOn: row?.mayGoOn ?? false }
  },
})
