import { z } from 'zod'
import { defineQuery } from '@/platform/command'

export type TestAnswer = { ok: boolean; message: string }

/** What a worker found when it tried an agent's settings; null while it has not said. */
export const findTestAnswer = defineQuery({
  name: 'findTestAnswer',
  grant: 'org:write',
  input: z.object({ testId: z.uuid() }),
  async run(view, { testId }): Promise<TestAnswer | null> {
    const [answer] = await view.sql<TestAnswer>(
      `SELECT "isGood" AS ok, message FROM "AgentTest" WHERE "companyId" = $1 AND id = $2 AND "answeredAt" IS NOT NULL`,
      [view.companyId, testId],
    )
    return answer ?? null
  },
})
