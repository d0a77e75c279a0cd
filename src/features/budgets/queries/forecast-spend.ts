import { z } from 'zod'
import { defineQuery, type View } from '@/platform/command'
import { type Day, type Outlook, outlook, withoutGaps } from '../rules/forecast'
import { type BudgetView, ScopeKind } from '../schema'
import { getBudget } from './get-budget'

/** What makes the spend grow: an agent, a model or a task, by what it cost in the last seven days and in the seven before. */
export type Driver = {
  kind: 'agent' | 'model' | 'task'
  /** Of the agent or task; null for a model. */
  id: string | null
  /** The agent's name, the model, or the task's identifier and title. */
  name: string
  recentMicros: number
  beforeMicros: number
  /** Of all that the scope spent in the last seven days. */
  sharePercent: number
}

export type Forecast = Outlook & {
  budget: BudgetView
  /** The last day of the period, where the company is. */
  lastDay: string
  recentMicros: number
  beforeMicros: number
  /** The dearest five of each kind, dearest first. */
  drivers: Driver[]
}

const LOOK_BACK_DAYS = 28

/**
 * When a budget will be used up and what its period will come to, each with a range, and what makes it grow. Made of the spend of the
 * last 28 days; says so when these are too few.
 */
export const forecastSpend = defineQuery({
  name: 'forecastSpend',
  grant: 'budget:read',
  input: z.object({ scopeKind: ScopeKind, scopeId: z.uuid() }),
  async run(view, { scopeKind, scopeId }): Promise<Forecast> {
    const budget = await getBudget.within(view, { scopeKind, scopeId })
    const scope = { kind: scopeKind, id: scopeId }
    const { today, todayPassed, lastDay, found } = await daysOf(view, scope)
    const expected = outlook({
      days: withoutGaps(found, today),
      ...{ today, todayPassed, lastDay, spent: budget.spent, cap: budget.cap },
    })
    return { ...expected, budget, lastDay, ...(await driversOf(view, scope)) }
  },
})

type Scope = { kind: ScopeKind; id: string }

/** The entries of the ledger that count on a scope. $1 is the company, $2 the scope's id. */
const OF_SCOPE: Record<ScopeKind, string> = {
  company: 'e."companyId" = $2::uuid',
  agent: 'e."agentId" = $2::uuid',
  project: 'e."projectId" = $2::uuid',
  team: '$2::uuid = ANY(e."teamIds")',
  subtree: '$2::uuid = ANY(e."managerIds")',
  goal: '$2::uuid = ANY(e."goalIds")',
}

type Days = { today: string; todayPassed: number; lastDay: string; found: Day[] }

async function daysOf(view: View, { kind, id }: Scope): Promise<Days> {
  const [row] = await view.sql<Days>(
    `WITH clock AS (SELECT "timeZone" AS zone, $3::timestamptz AT TIME ZONE "timeZone" AS local FROM "Company" WHERE id = $1), spent AS (
       SELECT to_char(e."spentAt" AT TIME ZONE zone, 'YYYY-MM-DD') AS day, sum(e."countedMicros")::bigint AS amount
       FROM clock JOIN "CostEntry" e ON e."companyId" = $1 AND ${OF_SCOPE[kind]}
         AND e."spentAt" >= (date_trunc('day', local) - interval '${LOOK_BACK_DAYS} days') AT TIME ZONE zone
       GROUP BY 1
     )
     SELECT to_char(local, 'YYYY-MM-DD') AS today, extract(epoch FROM local - date_trunc('day', local))::float8 / 86400 AS "todayPassed",
       to_char(date_trunc('month', local) + interval '1 month - 1 day', 'YYYY-MM-DD') AS "lastDay",
       coalesce((SELECT jsonb_agg(spent) FROM spent), '[]') AS found FROM clock`,
    [view.companyId, id, view.now],
  )
  return row!
}

async function driversOf(view: View, { kind, id }: Scope) {
  const rows = await view.sql<Omit<Driver, 'kind' | 'sharePercent'> & { kind: Driver['kind'] | 'all' }>(
    `WITH entry AS MATERIALIZED (
       SELECT e."agentId", e.model, e."taskId", e."countedMicros" AS cost, e."spentAt" >= $3::timestamptz - interval '7 days' AS "isRecent"
       FROM "CostEntry" e WHERE e."companyId" = $1 AND ${OF_SCOPE[kind]} AND e."spentAt" >= $3::timestamptz - interval '14 days'
     ), line AS (
       SELECT CASE WHEN grouping("agentId") = 0 THEN 'agent' WHEN grouping(model) = 0 THEN 'model'
           WHEN grouping("taskId") = 0 THEN 'task' ELSE 'all' END AS kind, coalesce("agentId", "taskId") AS id, model,
         coalesce(sum(cost) FILTER (WHERE "isRecent"), 0)::bigint AS "recentMicros",
         coalesce(sum(cost) FILTER (WHERE NOT "isRecent"), 0)::bigint AS "beforeMicros"
       FROM entry GROUP BY GROUPING SETS (("agentId"), (model), ("taskId"), ())
     ), ranked AS (
       SELECT *, row_number() OVER (PARTITION BY kind ORDER BY "recentMicros" DESC, id, model) AS place FROM line
       WHERE kind = 'all' OR ("recentMicros" > 0 AND (kind = 'model' OR id IS NOT NULL))
     )
     SELECT kind, ranked.id, coalesce(a.name, t.identifier || ' ' || t.title, ranked.model, '') AS name, "recentMicros", "beforeMicros"
     FROM ranked LEFT JOIN "Agent" a ON kind = 'agent' AND a."companyId" = $1 AND a.id = ranked.id
     LEFT JOIN "Task" t ON kind = 'task' AND t."companyId" = $1 AND t.id = ranked.id
     WHERE place <= 5 ORDER BY kind, place`,
    [view.companyId, id, view.now],
  )
  const { recentMicros, beforeMicros } = rows.find((row) => row.kind === 'all') ?? { recentMicros: 0, beforeMicros: 0 }
  const drivers = rows.flatMap(({ kind: of, ...row }): Driver[] =>
    of === 'all' ? [] : [{ ...row, kind: of, sharePercent: Math.round((row.recentMicros / recentMicros) * 100) }],
  )
  return { recentMicros, beforeMicros, drivers }
}
