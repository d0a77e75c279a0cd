import type { View, Work } from '@/platform/command'
import { isWorthResuming } from './rules/session'
import type { AgentSession, ModelUsage } from './schema'

type Holder = { agentId: string; taskId: string }
type Row = { sessionId: string; totals: ModelUsage[]; runtime: string; runs: number; tokens: number; createdAt: string }

/** The session with which a run of this agent on this task goes on; null when it begins anew. */
export async function sessionFor(view: View, holder: Holder, runtime: string): Promise<AgentSession | null> {
  const [row] = await view.sql<Row>(
    `SELECT "sessionId", totals, runtime, runs, tokens, "createdAt" FROM "RuntimeSession"
     WHERE "companyId" = $1 AND "agentId" = $2 AND "taskId" = $3`,
    [view.companyId, holder.agentId, holder.taskId],
  )
  if (!row || !isWorthResuming(row, runtime, view.now.getTime())) return null
  return { id: row.sessionId, totals: row.totals }
}

/** Notes the session that a run left behind, and what it cost; a new one takes the place of the old. */
export async function keepSession(work: Work, holder: Holder, runtime: string, session: AgentSession, tokens: number) {
  await work.sql(
    `INSERT INTO "RuntimeSession" AS s (id, "companyId", "agentId", "taskId", runtime, "sessionId", totals, runs, tokens, "createdAt", "updatedAt")
     VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $9)
     ON CONFLICT ("companyId", "agentId", "taskId") DO UPDATE SET runtime = EXCLUDED.runtime, "sessionId" = EXCLUDED."sessionId",
       totals = EXCLUDED.totals, "updatedAt" = EXCLUDED."updatedAt",
       runs = CASE WHEN s."sessionId" = EXCLUDED."sessionId" THEN s.runs + 1 ELSE 1 END,
       tokens = CASE WHEN s."sessionId" = EXCLUDED."sessionId" THEN s.tokens ELSE 0 END + EXCLUDED.tokens,
       "createdAt" = CASE WHEN s."sessionId" = EXCLUDED."sessionId" THEN s."createdAt" ELSE EXCLUDED."createdAt" END`,
    [
      ...[work.newId(), work.companyId, holder.agentId, holder.taskId, runtime, session.id],
      ...[JSON.stringify(session.totals), tokens, work.now],
    ],
  )
}

/** Forgets an agent's session about a task, or all of them. Returns how many there were. */
export async function dropSessions(work: Work, agentId: string, taskId: string | null): Promise<number> {
  const rows = await work.sql(
    `DELETE FROM "RuntimeSession" WHERE "companyId" = $1 AND "agentId" = $2 AND ($3::uuid IS NULL OR "taskId" = $3) RETURNING id`,
    [work.companyId, agentId, taskId],
  )
  return rows.length
}
