import { systemSql } from '@/platform/database'

/** Deletes a company's conversations from before a time, oldest first, `most` at once; the calls stay. @returns how many */
export async function forgetConversations(companyId: string, before: Date, most: number): Promise<number> {
  const gone = await systemSql(
    `DELETE FROM "ModelConversation" WHERE "companyId" = $1 AND "callId" IN (
       SELECT "callId" FROM "ModelConversation" WHERE "companyId" = $1 AND "createdAt" < $2 ORDER BY "createdAt" LIMIT $3)
     RETURNING "callId"`,
    [companyId, before, most],
  )
  return gone.length
}
