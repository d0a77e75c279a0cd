import { COMMAND_LINES } from '@/features/org'
import { now } from '@/platform/clock'
import { systemSql } from '@/platform/database'
import { WORKER_GONE_SECONDS } from '../startable'

export type LostRun = { id: string; companyId: string; fence: number }
export type OverdueWake = { id: string; companyId: string; agentId: string }

const PAGE = 500

/** Runs whose worker missed its lease at least `graceSeconds` ago. */
export function findLostRuns(graceSeconds: number): Promise<LostRun[]> {
  return systemSql<LostRun>(
    `SELECT id, "companyId", fence FROM "Run" WHERE state = 'running' AND "leaseExpiresAt" < $1::timestamptz - make_interval(secs => $2)
     ORDER BY "leaseExpiresAt" LIMIT ${PAGE}`,
    [now(), graceSeconds],
  )
}

/** The agent's tool was nowhere when the wake came; a worker has it by now. */
const HAS_WORKER_NOW = `(a.runtime = ANY($3) AND EXISTS (
  SELECT 1 FROM "Worker" k WHERE a.runtime = ANY(k.runtimes) AND k."lastBeatAt" > $1::timestamptz - make_interval(secs => $4)))`

/**
 * Wakes that wait although nothing holds them: the agent is free and active, and their event was lost or a slot became free. One
 * an agent.
 */
export function findOverdueWakes(olderThanSeconds: number): Promise<OverdueWake[]> {
  return systemSql<OverdueWake>(
    `SELECT * FROM (
     SELECT DISTINCT ON (w."agentId") w."createdAt", w.id, w."companyId", w."agentId" FROM "Wake" w
     JOIN "Agent" a ON a.id = w."agentId" AND a.status = 'active' JOIN "Company" c ON c.id = w."companyId" AND c.status = 'active'
     WHERE w.state = 'pending' AND (w.reason IS DISTINCT FROM 'pull' OR ${HAS_WORKER_NOW}) AND w."dueAt" < $1::timestamptz - make_interval(secs => $2)
       AND NOT EXISTS (SELECT 1 FROM "Run" r WHERE r."agentId" = w."agentId" AND r.state IN ('queued', 'running'))
     ORDER BY w."agentId", w."createdAt") oldest ORDER BY "createdAt" LIMIT ${PAGE}`,
    [now(), olderThanSeconds, COMMAND_LINES, WORKER_GONE_SECONDS],
  )
}
