import { COMMAND_LINES } from '@/features/org'
import { now } from '@/platform/clock'
import { systemSql } from '@/platform/database'
import { WORKER_GONE_SECONDS } from '../startable'

export type OverdueWake = { id: string; companyId: string; agentId: string }

const PAGE = 500

/** The agent's tool was nowhere when the wake came; a worker has it by now. */
const HAS_WORKER_NOW = `(a.runtime = ANY($4) AND EXISTS (
  SELECT 1 FROM "Worker" k WHERE a.runtime = ANY(k.runtimes) AND NOT k."isRefused" AND k."lastBeatAt" > $1::timestamptz - make_interval(secs => $5)))`

/**
 * Wakes that wait although nothing holds them: the agent is free and active (for checks it need not be), and their event was lost or a slot became free. One
 * an agent, a page at a time in the order of the agents, so that those which are held for long crowd nobody out.
 * @param afterAgentId the last agent of the page before
 */
export function findOverdueWakes(olderThanSeconds: number, afterAgentId?: string): Promise<OverdueWake[]> {
  return systemSql<OverdueWake>(
    `SELECT DISTINCT ON (w."agentId") w.id, w."companyId", w."agentId" FROM "Wake" w
     JOIN "Agent" a ON a.id = w."agentId" AND (a.status = 'active' OR w.cause = 'verification')
     JOIN "Company" c ON c.id = w."companyId" AND c.status = 'active' WHERE w.state = 'pending' AND (coalesce(w.reason, '') NOT IN ('pull', 'no_worker') OR ${HAS_WORKER_NOW}) AND w."dueAt" < $1::timestamptz - make_interval(secs => $2)
       AND ($3::uuid IS NULL OR w."agentId" > $3)
       AND NOT EXISTS (SELECT 1 FROM "Run" r WHERE r."agentId" = w."agentId" AND r.state IN ('queued', 'running'))
     ORDER BY w."agentId", w."createdAt" LIMIT ${PAGE}`,
    [now(), olderThanSeconds, afterAgentId ?? null, COMMAND_LINES, WORKER_GONE_SECONDS],
  )
}

/** A wake of an agent that could run is announced after this long. */
const PATIENCE = `interval '30 minutes'`
/** Every wake is, whatever it waits for. */
const MOST_PATIENCE = `interval '24 hours'`

/**
 * SQL: that wake `w` of agent `a` in company `c` waits for too long at `at`, by its own age. An agent could run when it and its company
 * are active, it has no run, and admission gave no reason that lasts.
 */
export const IS_OVERDUE = (
  at: string,
) => `(w.state = 'pending' AND w."overdueAt" IS NULL AND w."dueAt" < ${at} - ${PATIENCE}
  AND (w."dueAt" < ${at} - ${MOST_PATIENCE} OR (a.status = 'active' AND c.status = 'active'
    AND coalesce(w.reason, '') ~ '^(agent_.*|company_(paused|halted|archived)|no_worker)?$'
    AND NOT EXISTS (SELECT 1 FROM "Run" r WHERE r."companyId" = w."companyId" AND r."agentId" = w."agentId" AND r.state IN ('queued', 'running')))))`

/** Companies with wakes that wait for too long, and of which nothing was said yet. */
export async function findCompaniesWithOverdue(): Promise<string[]> {
  const rows = await systemSql<{ companyId: string }>(
    `SELECT DISTINCT w."companyId" FROM "Wake" w JOIN "Agent" a ON a.id = w."agentId" JOIN "Company" c ON c.id = w."companyId"
     WHERE ${IS_OVERDUE('$1::timestamptz')} LIMIT ${PAGE}`,
    [now()],
  )
  return rows.map((row) => row.companyId)
}
