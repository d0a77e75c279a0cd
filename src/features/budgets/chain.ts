import type { BudgetWindow, Metric, ScopeKind } from './schema'

/** Figures are in the unit of the metric: micro-dollars, tokens, runs. */
export type Budget = {
  budgetId: string
  scopeKind: ScopeKind
  scopeId: string
  metric: Metric
  window: BudgetWindow
  /** Of a rolling window; else 0. */
  windowHours: number
  cap: number | null
  warnPercent: number
  /** From here on nothing new starts; what is under way may go on to the cap. */
  stopPercent: number
}

/** A budget with its counters. */
export type Counter = Budget & { spent: number; reserved: number }

/** Where the spend of an agent on a task counts, beside the agent itself and the company. */
export type Scopes = {
  /** The agent and its managers, nearest first: of each, the subtree pays. */
  managerIds: string[]
  teamIds: string[]
  projectId: string | null
  /** The task's goal and those above, nearest first. */
  goalIds: string[]
}

export const BUDGET = `b.id AS "budgetId", b."scopeKind", b."scopeId", b.metric, b."window", b."windowHours", b.cap, b."warnPercent", b."stopPercent"`

/** The order of the chain, in which budgets are locked (locks.ts); `b` is a budget. */
export const RANK = `array_position(ARRAY['agent', 'subtree', 'team', 'project', 'goal', 'company'], b."scopeKind")`

/** SQL for the scopes of an agent and a task as they are now; `$1` is the company, the others are expressions. */
export const scopesNow = (agent: string, task: string) => ({
  managerIds: `ARRAY(WITH RECURSIVE up AS (
      SELECT id, "managerId" FROM "Agent" WHERE "companyId" = $1 AND id = ${agent}
      UNION ALL SELECT a.id, a."managerId" FROM up JOIN "Agent" a ON a."companyId" = $1 AND a.id = up."managerId"
    ) SELECT id FROM up)`,
  teamIds: `ARRAY(SELECT "teamId" FROM "TeamMember" WHERE "companyId" = $1 AND "agentId" = ${agent})`,
  projectId: `(SELECT "projectId" FROM "Task" WHERE "companyId" = $1 AND id = ${task}::uuid)`,
  goalIds: `ARRAY(WITH RECURSIVE up AS (
      SELECT g.id, g."parentId" FROM "Task" t JOIN "Goal" g ON g."companyId" = $1 AND g.id = t."goalId"
      WHERE t."companyId" = $1 AND t.id = ${task}::uuid
      UNION ALL SELECT g.id, g."parentId" FROM up JOIN "Goal" g ON g."companyId" = $1 AND g.id = up."parentId"
    ) SELECT id FROM up)`,
})

/** The scopes as two lists for `unnest`, kinds and ids. */
export function scopeLists(companyId: string, agentId: string, scopes: Scopes): [ScopeKind[], string[]] {
  const pairs: [ScopeKind, string][] = [
    ['agent', agentId],
    ...scopes.managerIds.map((id): [ScopeKind, string] => ['subtree', id]),
    ...scopes.teamIds.map((id): [ScopeKind, string] => ['team', id]),
    ...(scopes.projectId ? [['project', scopes.projectId] as [ScopeKind, string]] : []),
    ...scopes.goalIds.map((id): [ScopeKind, string] => ['goal', id]),
    ['company', companyId],
  ]
  return [pairs.map(([kind]) => kind), pairs.map(([, id]) => id)]
}

/** What counts on budgets, `e`: entries of the ledger and admitted runs. */
export const SPEND = `(
    SELECT "companyId", "agentId", "projectId", "teamIds", "managerIds", "goalIds", "periodStart", "spentAt" AS at,
      "countedMicros" AS money, "tokensIn"::bigint + "tokensOut" AS tokens, 0 AS runs FROM "CostEntry"
    UNION ALL SELECT "companyId", "agentId", "projectId", "teamIds", "managerIds", "goalIds", "periodStart", "createdAt", 0, 0, 1
    FROM "Reservation"
  ) e`

/** Whether `e` counts on budget `b`, and with how much. */
export const COUNTS_ON = `e."companyId" = $1 AND CASE b."scopeKind" WHEN 'company' THEN true WHEN 'agent' THEN e."agentId" = b."scopeId"
    WHEN 'project' THEN e."projectId" = b."scopeId" WHEN 'team' THEN b."scopeId" = ANY(e."teamIds")
    WHEN 'subtree' THEN b."scopeId" = ANY(e."managerIds") ELSE b."scopeId" = ANY(e."goalIds") END`
export const COUNTED = `coalesce(sum(CASE b.metric WHEN 'money' THEN e.money WHEN 'tokens' THEN e.tokens ELSE e.runs END), 0)::bigint`

/** The one row of counters of a window that is not a month. */
export const FOR_GOOD = '1970-01-01'

/** SQL for where the rolling window of `b` begins: whole hours, so that it is never shorter than it says. */
export const windowEdge = (now: string) =>
  `(date_trunc('hour', ${now}::timestamptz, 'UTC') - make_interval(hours => b."windowHours"))`
