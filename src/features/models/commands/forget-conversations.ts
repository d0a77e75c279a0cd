import { systemSql } from '@/platform/database'

/** Deletes conversations from before a time, oldest first, `most` at once; the calls stay. @returns how many */
export async function forgetConversations(before: Date, most: number): Promise<number> {
  const gone = await systemSql(
    `DELETE FROM "ModelConversation" WHERE ("companyId", "callId") IN (
       SELECT "companyId", "callId" FROM "ModelConversation" WHERE "createdAt" < $1 ORDER BY "createdAt" LIMIT $2)
     RETURNING "callId"`,
    [before, most],
  )
  return gone.length
}
