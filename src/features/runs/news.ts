import type { Work } from '@/platform/command'

/**
 * SQL: something new for agent `agent` on task `task` after `since`: a message of somebody else, a change that somebody else made, a
 * task below that is over. $1 is the company.
 */
export const newsFor = (agent: string, task: string, since: string) => `(
  EXISTS (SELECT 1 FROM "Message" m WHERE m."companyId" = $1 AND m."taskId" = ${task} AND m."createdAt" > ${since}
    AND m."authorKind" <> 'system' AND m."authorId" <> ${agent})
  OR EXISTS (SELECT 1 FROM "AuditEntry" a WHERE a."companyId" = $1 AND a."subjectId" = ${task}::text AND a.at > ${since}
    AND a."actorId" <> ${agent}::text AND a.action NOT IN ('task.checkedOut', 'task.released', 'task.failedWorkHandled'))
  OR EXISTS (SELECT 1 FROM "Task" below WHERE below."companyId" = $1 AND below."parentId" = ${task} AND below."completedAt" > ${since}))`

/**
 * SQL: the agent of wake `w` has ended a run on its task that began after the wake, and nothing new has come since. $1 is the company.
 */
export const IS_ANSWERED = `EXISTS (SELECT 1 FROM "Run" r WHERE r."companyId" = $1 AND r."taskId" = w."taskId" AND r."agentId" = w."agentId"
  AND r.state = 'succeeded' AND r.cause <> 'verification' AND r."createdAt" > w."createdAt"
  AND NOT ${newsFor('w."agentId"', 'w."taskId"', 'r."finishedAt"')})`

/**
 * Whether a slot of its schedule, which fell into a run of the agent on this task, was answered by that run: it ended well, and nothing
 * new has come since.
 */
export async function wasAnswered(work: Work, agentId: string, taskId: string, slotAt: string): Promise<boolean> {
  const rows = await work.sql(
    `SELECT 1 FROM (SELECT state, "finishedAt" FROM "Run" WHERE "companyId" = $1 AND "taskId" = $3 AND "agentId" = $2
       AND cause <> 'verification' ORDER BY "createdAt" DESC LIMIT 1) r
     WHERE r.state = 'succeeded' AND r."finishedAt" > $4 AND NOT ${newsFor('$2::uuid', '$3::uuid', 'r."finishedAt"')}`,
    [work.companyId, agentId, taskId, slotAt],
  )
  return rows.length > 0
}
