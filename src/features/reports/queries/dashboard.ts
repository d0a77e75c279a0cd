import { z } from 'zod'
import { type BudgetView, getBudget } from '@/features/budgets'
import { defineQuery } from '@/platform/command'

export type Dashboard = {
  agents: { total: number; running: number; idle: number; paused: number; halted: number }
  tasks: { open: number; inProgress: number; inReview: number; blocked: number; done: number }
  runs: { live: number; today: number; failedToday: number }
  budget: BudgetView
  spentTodayMicros: number
  openIncidents: number
  /** Wakes that a query answered instead of a run since the month began: idle ticks that cost nothing. */
  sparedWakes: number
}

/** The company in one look: what moves, what needs somebody, what it costs. */
export const dashboard = defineQuery({
  name: 'dashboard',
  grant: 'company:read',
  input: z.object({}),
  async run(view): Promise<Dashboard> {
    const budget = await getBudget.within(view, { scopeKind: 'company', scopeId: view.companyId })
    const [row] = await view.sql<Omit<Dashboard, 'budget'>>(
      `WITH day AS (
         SELECT date_trunc('day', $3::timestamptz AT TIME ZONE "timeZone") AT TIME ZONE "timeZone" AS start FROM "Company" WHERE id = $1
       )
       SELECT
         (SELECT jsonb_build_object('total', count(*), 'running', count(r.id),
            'idle', count(*) FILTER (WHERE a.status = 'active' AND r.id IS NULL),
            'paused', count(*) FILTER (WHERE a.status = 'paused' AND a."pauseReason" <> 'budget'),
            'halted', count(*) FILTER (WHERE a.status = 'paused' AND a."pauseReason" = 'budget'))
          FROM "Agent" a LEFT JOIN "Run" r ON r."agentId" = a.id AND r.state IN ('queued', 'running')
          WHERE a."companyId" = $1 AND a.status <> 'terminated') AS agents,
         (SELECT jsonb_build_object('open', count(*) FILTER (WHERE state IN ('backlog', 'todo')),
            'inProgress', count(*) FILTER (WHERE state = 'in_progress'), 'inReview', count(*) FILTER (WHERE state = 'in_review'),
            'blocked', count(*) FILTER (WHERE state = 'blocked'), 'done', count(*) FILTER (WHERE state = 'done'))
          FROM "Task" WHERE "companyId" = $1) AS tasks,
         (SELECT jsonb_build_object('live', count(*) FILTER (WHERE state IN ('queued', 'running')), 'today', count(*),
            'failedToday', count(*) FILTER (WHERE state IN ('failed', 'timed_out')))
          FROM "Run" WHERE "companyId" = $1 AND "createdAt" >= (SELECT start FROM day)) AS runs,
         (SELECT coalesce(sum("costMicros"), 0)::bigint FROM "CostEntry"
          WHERE "companyId" = $1 AND "createdAt" >= (SELECT start FROM day)) AS "spentTodayMicros",
         (SELECT count(*)::int FROM "BudgetIncident" WHERE "companyId" = $1 AND state = 'open') AS "openIncidents",
         (SELECT count(*)::int FROM "Wake" WHERE "companyId" = $1 AND state = 'skipped' AND reason = 'nothing_to_do'
            AND "createdAt" >= $2::date) AS "sparedWakes"`,
      [view.companyId, budget.periodStart, view.now],
    )
    return { ...row!, budget }
  },
})
