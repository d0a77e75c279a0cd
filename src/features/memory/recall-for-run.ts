import type { Work } from '@/platform/command'
import { recallFor } from './queries/recall-for'
import type { RecalledMemory } from './schema'

/** What a run that starts is given, noted as used. Once an hour is enough to tell what nobody needs; what is being written waits for nobody. */
export async function recallForRun(work: Work, agentId: string, taskId: string | null): Promise<RecalledMemory[]> {
  const memories = await recallFor.within(work, { agentId, taskId })
  await work.sql(
    `UPDATE "Memory" SET "lastUsedAt" = $3 WHERE "companyId" = $1 AND id IN (
       SELECT id FROM "Memory" WHERE "companyId" = $1 AND id = ANY($2)
         AND ("lastUsedAt" IS NULL OR "lastUsedAt" < $3::timestamptz - interval '1 hour')
       ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)`,
    [work.companyId, memories.map(({ id }) => id), work.now],
  )
  return memories
}
