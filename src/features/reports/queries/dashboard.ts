import { z } from 'zod'
import { type BudgetView, getBudget } from '@/features/budgets'
import { TASK_COUNTS } from '@/features/goals'
import { defineQuery, type View } from '@/platform/command'

export type Dashboard = {
  /**
   * Without terminated ones. `paused` by somebody, `halted` by a budget; `error`: the last run of today failed, whatever else the
   * agent is.
   */
  agents: {
    total: number
    running: number
    idle: number
    paused: number
    halted: number
    pendingApproval: number
    error: number
  }
  /** `open` is backlog and todo; cancelled tasks do not count. */
  tasks: { open: number; inProgress: number; inReview: number; blocked: number; done: number }
  runs: { live: number; today: number; failedToday: number }
  budget: BudgetView
  spentTodayMicros: number
  openIncidents: number
  /** Approvals that wait for somebody to decide, and those of them that ask for more budget. */
  pendingApprovals: number
  pendingBudgetApprovals: number
  pausedProjects: number
  /** Wakes that a query answered instead of a run since the month began: idle ticks that cost nothing. */
  sparedWakes: number
}

/** The company in one look: what moves, what needs somebody, what it costs. No part of it reads the tasks. */
export const dashboard = defineQuery({
  name: 'dashboard',
  grant: 'company:read',
  input: z.object({}),
  async run(view): Promise<Dashboard> {
    const budget = await getBudget.within(view, { scopeKind: 'company', scopeId: view.companyId })
    const values = [view.companyId, budget.periodStart, await dayStart(view)]
    const [row] = await view.sql<Omit<Dashboard, 'budget'>>(DASHBOARD, values)
    return { ...row!, budget }
  },
})

/**
 * When the company's day began. Asked by itself: with the time at hand the planner sees that few rows are of today, and does not read
 * the history.
 */
async function dayStart(view: View): Promise<string> {
  const [day] = await view.sql<{ start: string }>(
    `SELECT date_trunc('day', $2::timestamptz AT TIME ZONE "timeZone") AT TIME ZONE "timeZone" AS start FROM "Company" WHERE id = $1`,
    [view.companyId, view.now],
  )
  return day!.start
}

const DASHBOARD = `
WITH staff AS (
  SELECT count(*) AS total, count(*) FILTER (WHERE status = 'active') AS active,
    count(*) FILTER (WHERE status = 'paused' AND "pauseReason" IS DISTINCT FROM 'budget') AS paused,
    count(*) FILTER (WHERE status = 'paused' AND "pauseReason" = 'budget') AS halted,
    count(*) FILTER (WHERE status = 'pending_approval') AS "pendingApproval"
  FROM "Agent" WHERE "companyId" = $1 AND status IN ('active', 'paused', 'pending_approval')
), live AS (
  SELECT count(*) AS runs, count(*) FILTER (WHERE a.status <> 'terminated') AS running, count(*) FILTER (WHERE a.status = 'active') AS active
  FROM "Run" r JOIN "Agent" a ON a."companyId" = $1 AND a.id = r."agentId" WHERE r."companyId" = $1 AND r.state IN ('queued', 'running')
), run AS (
  SELECT "agentId", state, "createdAt", id FROM "Run" WHERE "companyId" = $1 AND "createdAt" >= $3
), last AS (
  SELECT DISTINCT ON ("agentId") "agentId", state FROM run ORDER BY "agentId", "createdAt" DESC, id DESC
)
SELECT
  (SELECT jsonb_build_object('total', staff.total, 'running', live.running, 'idle', staff.active - live.active, 'paused', staff.paused,
     'halted', staff.halted, 'pendingApproval', staff."pendingApproval",
     'error', (SELECT count(*) FROM last JOIN "Agent" a ON a."companyId" = $1 AND a.id = last."agentId"
               WHERE last.state IN ('failed', 'timed_out') AND a.status <> 'terminated')) FROM staff, live) AS agents,
  (SELECT ${TASK_COUNTS} FROM "TaskTally" WHERE "companyId" = $1) AS tasks,
  (SELECT jsonb_build_object('live', (SELECT runs FROM live), 'today', count(*),
     'failedToday', count(*) FILTER (WHERE state IN ('failed', 'timed_out'))) FROM run) AS runs,
  (SELECT coalesce(sum("costMicros"), 0)::bigint FROM "CostEntry"
   WHERE "companyId" = $1 AND "createdAt" >= $3) AS "spentTodayMicros",
  (SELECT count(*)::int FROM "BudgetIncident" WHERE "companyId" = $1 AND state = 'open') AS "openIncidents",
  (SELECT count(*)::int FROM "Approval" WHERE "companyId" = $1 AND status = 'pending') AS "pendingApprovals",
  (SELECT count(*)::int FROM "Approval" WHERE "companyId" = $1 AND status = 'pending'
     AND type = 'budget_override_required') AS "pendingBudgetApprovals",
  (SELECT count(*)::int FROM "Project" WHERE "companyId" = $1 AND "pausedAt" IS NOT NULL AND "archivedAt" IS NULL) AS "pausedProjects",
  (SELECT count(*)::int FROM "Wake" WHERE "companyId" = $1 AND state = 'skipped' AND reason = 'nothing_to_do'
     AND "createdAt" >= $2::date) AS "sparedWakes"`
