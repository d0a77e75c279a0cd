import { z } from 'zod'
import { defineCommand } from '@/platform/command'

/**
 * Notes that a live run was refused a call of a model, and why, for people to see beside its calls. The same again is counted, not
 * added: a tool that does not take no for an answer asks often.
 */
export const noteRefusal = defineCommand({
  name: 'noteRefusal',
  grant: 'run:report',
  input: z.object({
    runId: z.uuid(),
    endpoint: z.string(),
    model: z.string().max(500),
    isStreamed: z.boolean(),
    reason: z.string().max(2000),
  }),
  output: z.object({ isNew: z.boolean() }),
  records: [],
  announces: ['model/called'],
  async run(work, { runId, endpoint, model, isStreamed, reason }) {
    work.unchanged()
    const callId = work.newId()
    const added = await work.sql(
      `WITH again AS (
         UPDATE "ModelCall" SET "timesRefused" = "timesRefused" + 1, "endedAt" = $8 WHERE "companyId" = $1 AND id = (
           SELECT id FROM "ModelCall" WHERE "companyId" = $1 AND "runId" = $2 ORDER BY id DESC LIMIT 1
         ) AND state = 'refused' AND endpoint = $4 AND "askedModel" = $5 AND error = $7 RETURNING id
       )
       INSERT INTO "ModelCall" (id, "companyId", "runId", "agentId", endpoint, "askedModel", "isStreamed", state, error, "timesRefused",
         "createdAt", "endedAt")
       SELECT $3, $1, id, "agentId", $4, $5, $6, 'refused', $7, 1, $8, $8 FROM "Run"
       WHERE "companyId" = $1 AND id = $2 AND state = 'running' AND NOT EXISTS (SELECT 1 FROM again) RETURNING id`,
      [work.companyId, runId, callId, endpoint, model, isStreamed, reason, work.now],
    )
    if (added.length > 0) work.announce({ name: 'model/called', data: { runId, callId } })
    return { isNew: added.length > 0 }
  },
})
