import { defineQuery, type View } from '@/platform/command'
import { COUNTED, COUNTS_ON, SPEND } from '../chain'
import { type Day, type Outlook, outlook, withoutGaps } from '../rules/forecast'
import { BudgetName, type BudgetView, FITTING_HOURS, hasFittingHours, type Metric } from '../schema'
import { getBudget } from './get-budget'

/** What makes a budget be used: an agent, a model or a task, by how much it took in the last seven days and in the seven before. */
export type Driver = {
  kind: 'agent' | 'model' | 'task'
  /** Of the agent or task; null for a model. */
  id: string | null
  /** The agent's name, the model, or the task's identifier and title. */
  name: string
  recent: number
  before: number
  /** Of all that counted on the budget in the last seven days. */
  sharePercent: number
}

/** All amounts are in the unit of the budget's metric: micro-dollars, tokens, runs. */
export type Forecast = Outlook & {
  budget: BudgetView
  /** The last day of the month where the company is; null for another window. */
  lastDay: string | null
  recent: number
  before: number
  /** The greatest five of each kind, greatest first. */
  drivers: Driver[]
}

const LOOK_BACK_DAYS = 28

/**
 * When a budget will be used up and what its period will come to, each with a range, and what uses it. Made of the days of the last four
 * weeks; says so when these are too few.
 * @throws Refusal not_found for a budget that nobody has set
 */
export const forecastSpend = defineQuery({
  name: 'forecastSpend',
  grant: 'budget:read',
  input: BudgetName.refine(hasFittingHours, FITTING_HOURS),
  async run(view, which): Promise<Forecast> {
    const budget = await getBudget.within(view, which)
    const { window, windowHours, spent, cap } = budget
    const { today, todayPassed, monthEnd, found } = await daysOf(view, budget.budgetId)
    const lastDay = window === 'month' ? monthEnd : null
    const expected = outlook({
      ...{ days: withoutGaps(found, today), today, todayPassed, lastDay, spent, cap },
      ...(window === 'rolling' ? { windowDays: windowHours / 24 } : {}),
    })
    return { ...expected, budget, lastDay, ...(await driversOf(view, budget)) }
  },
})

type Days = { today: string; todayPassed: number; monthEnd: string; found: Day[] }

async function daysOf(view: View, budgetId: string): Promise<Days> {
  const [row] = await view.sql<Days>(
    `WITH clock AS (SELECT "timeZone" AS zone, $3::timestamptz AT TIME ZONE "timeZone" AS local FROM "Company" WHERE id = $1), spent AS (
       SELECT to_char(e.at AT TIME ZONE zone, 'YYYY-MM-DD') AS day, ${COUNTED} AS amount
       FROM clock JOIN "Budget" b ON b."companyId" = $1 AND b.id = $2 JOIN ${SPEND} ON ${COUNTS_ON}
         AND e.at >= (date_trunc('day', local) - interval '${LOOK_BACK_DAYS} days') AT TIME ZONE zone
       GROUP BY 1
     )
     SELECT to_char(local, 'YYYY-MM-DD') AS today, extract(epoch FROM local - date_trunc('day', local))::float8 / 86400 AS "todayPassed",
       to_char(date_trunc('month', local) + interval '1 month - 1 day', 'YYYY-MM-DD') AS "monthEnd",
       coalesce((SELECT jsonb_agg(spent) FROM spent), '[]') AS found FROM clock`,
    [view.companyId, budgetId, view.now],
  )
  return row!
}

const RECENTLY = `>= $3::timestamptz - interval '14 days'`

/** What counts on budget `b` of each metric, as `amount` of an agent, by a model, on a task, `at` a time. */
const COSTS = (amount: string) => `SELECT e."agentId", e.model, e."taskId", e."spentAt" AS at, ${amount} AS amount
  FROM "CostEntry" e JOIN b ON ${COUNTS_ON} AND e."spentAt" ${RECENTLY}`
const ENTRIES: Record<Metric, string> = {
  money: COSTS('e."countedMicros"'),
  tokens: COSTS('e."tokensIn"::bigint + e."tokensOut"'),
  runs: `SELECT e."agentId", NULL::text AS model, run."taskId", e."createdAt" AS at, 1 AS amount
    FROM "Reservation" e JOIN b ON ${COUNTS_ON} AND e."createdAt" ${RECENTLY} JOIN "Run" run ON run."companyId" = $1 AND run.id = e."runId"`,
}

async function driversOf(view: View, { budgetId, metric }: BudgetView) {
  const rows = await view.sql<Omit<Driver, 'kind' | 'sharePercent'> & { kind: Driver['kind'] | 'all' }>(
    `WITH b AS (SELECT "scopeKind", "scopeId" FROM "Budget" WHERE "companyId" = $1 AND id = $2), entry AS MATERIALIZED (
       SELECT *, at >= $3::timestamptz - interval '7 days' AS "isRecent" FROM (${ENTRIES[metric]}) used
     ), line AS (
       SELECT CASE WHEN grouping("agentId") = 0 THEN 'agent' WHEN grouping(model) = 0 THEN 'model'
           WHEN grouping("taskId") = 0 THEN 'task' ELSE 'all' END AS kind, coalesce("agentId", "taskId") AS id, model,
         coalesce(sum(amount) FILTER (WHERE "isRecent"), 0)::bigint AS recent,
         coalesce(sum(amount) FILTER (WHERE NOT "isRecent"), 0)::bigint AS before
       FROM entry GROUP BY GROUPING SETS (("agentId"), (model), ("taskId"), ())
     ), ranked AS (
       SELECT *, row_number() OVER (PARTITION BY kind ORDER BY recent DESC, id, model) AS place FROM line
       WHERE kind = 'all' OR (recent > 0 AND coalesce(id::text, model) IS NOT NULL)
     )
     SELECT kind, ranked.id, coalesce(a.name, t.identifier || ' ' || t.title, ranked.model, '') AS name, recent, before
     FROM ranked LEFT JOIN "Agent" a ON kind = 'agent' AND a."companyId" = $1 AND a.id = ranked.id
     LEFT JOIN "Task" t ON kind = 'task' AND t."companyId" = $1 AND t.id = ranked.id
     WHERE place <= 5 ORDER BY kind, place`,
    [view.companyId, budgetId, view.now],
  )
  const { recent, before } = rows.find((row) => row.kind === 'all') ?? { recent: 0, before: 0 }
  const drivers = rows.flatMap(({ kind, ...row }): Driver[] =>
    kind === 'all' ? [] : [{ ...row, kind, sharePercent: Math.round((row.recent / recent) * 100) }],
  )
  return { recent, before, drivers }
}
