import { type Identity, listCompanies } from '@/features/access'
import { now } from '@/platform/clock'
import { systemSql } from '@/platform/database'

export type CompanyStats = {
  companyId: string
  /** Without terminated ones; `running` is whoever has a live run, whatever else it is. */
  agents: { running: number; idle: number; paused: number; pendingApproval: number }
  /** All tasks, and those that are neither done nor cancelled. */
  tasks: number
  openTasks: number
  /** Of this month, in the company's time zone. */
  spentMicros: number
}

const STATS = `
SELECT c.id AS "companyId", jsonb_build_object('running', coalesce(staff.running, 0), 'idle', coalesce(staff.idle, 0),
    'paused', coalesce(staff.paused, 0), 'pendingApproval', coalesce(staff.pending, 0)) AS agents,
  coalesce(work.total, 0)::int AS tasks, coalesce(work.open, 0)::int AS "openTasks", coalesce(p.spent, 0) AS "spentMicros"
FROM "Company" c
LEFT JOIN (
  SELECT a."companyId", count(r.id) AS running, count(*) FILTER (WHERE r.id IS NULL AND a.status = 'active') AS idle,
    count(*) FILTER (WHERE r.id IS NULL AND a.status = 'paused') AS paused, count(*) FILTER (WHERE a.status = 'pending_approval') AS pending
  FROM "Agent" a LEFT JOIN "Run" r ON r."agentId" = a.id AND r.state IN ('queued', 'running')
  WHERE a."companyId" = ANY($1) AND a.status <> 'terminated' GROUP BY a."companyId"
) staff ON staff."companyId" = c.id
LEFT JOIN (
  SELECT "companyId", sum(delta) AS total, sum(delta) FILTER (WHERE state NOT IN ('done', 'cancelled')) AS open
  FROM "TaskTally" WHERE "companyId" = ANY($1) GROUP BY "companyId"
) work ON work."companyId" = c.id
LEFT JOIN "Budget" b ON b."companyId" = c.id AND b."scopeKind" = 'company' AND b.metric = 'money' AND b."window" = 'month'
LEFT JOIN "BudgetPeriod" p ON p."companyId" = c.id AND p."budgetId" = b.id
  AND p."periodStart" = date_trunc('month', $2::timestamptz AT TIME ZONE c."timeZone")::date
WHERE c.id = ANY($1) ORDER BY c.id`

/**
 * How the companies that an identity may enter stand, side by side, oldest first, a page at a time. An agent sees the counts of its
 * own company.
 */
export async function companyStats(
  identity: Identity,
  page: { after?: string | null; limit?: number } = {},
): Promise<{ stats: CompanyStats[]; nextAfter: string | null }> {
  const { companies, nextAfter } = await listCompanies(identity, page)
  const stats = await systemSql<CompanyStats>(STATS, [companies.map(({ id }) => id), now()])
  return { stats, nextAfter }
}
