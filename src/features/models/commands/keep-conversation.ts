import { z } from 'zod'
import { secretMask } from '@/features/vault'
import { defineCommand } from '@/platform/command'
import { packText } from '../packed-text'
import { excerpt, withoutMedia } from '../rules/excerpt'

/** Keeps what was said in a call, without media and without the values of the company's vault and of `secrets`. Once. */
export const keepConversation = defineCommand({
  name: 'keepConversation',
  grant: 'run:report',
  input: z.object({
    ...{ callId: z.uuid(), request: z.string(), answer: z.string(), isCut: z.boolean() },
    secrets: z.array(z.string()),
  }),
  output: z.object({ isKept: z.boolean() }),
  records: [],
  announces: ['model/called'],
  async run(work, { callId, request, answer, isCut, secrets }) {
    work.unchanged()
    const mask = await secretMask(work, secrets)
    const [asked, said] = [excerpt(mask(withoutMedia(request))), excerpt(mask(answer))]
    const [packedRequest, packedAnswer] = await Promise.all([packText(asked.text), packText(said.text)])
    const [call] = await work.sql<{ runId: string }>(
      `WITH kept AS (
         INSERT INTO "ModelConversation" ("companyId", "callId", request, answer, "isCut", "createdAt")
         SELECT $1, id, $3, $4, $5, $6 FROM "ModelCall" WHERE "companyId" = $1 AND id = $2
         ON CONFLICT DO NOTHING RETURNING "callId"
       ) SELECT m."runId" FROM kept JOIN "ModelCall" m ON m."companyId" = $1 AND m.id = kept."callId"`,
      [work.companyId, callId, packedRequest, packedAnswer, isCut || asked.isCut || said.isCut, work.now],
    )
    if (call) work.announce({ name: 'model/called', data: { runId: call.runId, callId } })
    return { isKept: call !== undefined }
  },
})
