import type { View, Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'

const STATE = `CASE WHEN a.status = 'active' THEN CASE WHEN r.id IS NULL THEN 'idle' ELSE 'running' END ELSE a.status END`

/** Columns of an `AgentRow`, and the joins they need; `$1` is the company, `$2` the first day of the month. */
export const ROW_COLUMNS = `a.id, a."companyId", a.name, a.role, a.title, a."managerId", a.runtime, ${STATE} AS state,
  a."pauseReason", r.id AS "runId", coalesce(t.open, 0) AS "openTasks", coalesce(p."spentMicros", 0)::bigint AS "spentMicros",
  b."capMicros", s."nextWakeAt", last."createdAt" AS "lastRunAt", last.state AS "lastRunState", a."createdAt"`

export const ROW_JOINS = `
  LEFT JOIN "Run" r ON r."agentId" = a.id AND r.state IN ('queued', 'running')
  LEFT JOIN LATERAL (
    SELECT count(*)::int AS open FROM "Task" WHERE "companyId" = $1 AND "assigneeId" = a.id
      AND state IN ('todo', 'in_progress', 'in_review', 'blocked')
  ) t ON true
  LEFT JOIN "Budget" b ON b."companyId" = $1 AND b."scopeKind" = 'agent' AND b."scopeId" = a.id
  LEFT JOIN "BudgetPeriod" p ON p."companyId" = $1 AND p."budgetId" = b.id AND p."periodStart" = $2
  LEFT JOIN "Schedule" s ON s."agentId" = a.id AND s."isEnabled"
  LEFT JOIN LATERAL (
    SELECT "createdAt", state FROM "Run" WHERE "companyId" = $1 AND "agentId" = a.id ORDER BY "createdAt" DESC LIMIT 1
  ) last ON true`

/** Managers of an agent, nearest first. */
export async function chainOfCommand(view: View, agentId: string) {
  return view.sql<{ id: string; name: string; role: string; title: string }>(
    `WITH RECURSIVE up AS (
       SELECT "managerId" AS id, 1 AS step FROM "Agent" WHERE "companyId" = $1 AND id = $2
       UNION ALL
       SELECT a."managerId", up.step + 1 FROM "Agent" a JOIN up ON a."companyId" = $1 AND a.id = up.id WHERE up.step < 64
     ) SELECT a.id, a.name, a.role, a.title FROM up JOIN "Agent" a ON a."companyId" = $1 AND a.id = up.id ORDER BY up.step`,
    [view.companyId, agentId],
  )
}

/**
 * Whose report a new agent is: the manager that was named, else the root, else nobody.
 * @throws Refusal broken_rule when the manager is not a live agent of this company
 */
export async function managerFor(work: Work, asked: string | null | undefined): Promise<string | null> {
  const [manager] = await work.sql<{ id: string; status: string }>(
    asked
      ? `SELECT id, status FROM "Agent" WHERE "companyId" = $1 AND id = $2`
      : `SELECT id, status FROM "Agent" WHERE "companyId" = $1 AND "managerId" IS NULL AND status <> 'terminated' AND $2::uuid IS NULL`,
    [work.companyId, asked ?? null],
  )
  if (asked && (!manager || manager.status === 'terminated')) {
    throw new Refusal('broken_rule', 'The manager is not an agent of this company. Create managers first.', {
      rule: 'manager_not_found',
    })
  }
  return manager?.id ?? null
}

/** One re-parenting at a time in a company: two that are fine alone could close a cycle together. */
export async function lockTree(work: Work): Promise<void> {
  await work.sql(`SELECT pg_advisory_xact_lock(hashtextextended('org:' || $1, 0))`, [work.companyId])
}
