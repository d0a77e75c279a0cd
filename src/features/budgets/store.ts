import type { View, Work } from '@/platform/command'
import { type Counter, chainFor, RANK } from './chain'
import { lockChain } from './locks'
import { monthOf } from './rules/period'
import type { Billing, ScopeKind } from './schema'

/** The company's current month. */
export async function currentPeriod(view: View): Promise<string> {
  const [row] = await view.sql<{ timeZone: string }>(`SELECT "timeZone" FROM "Company" WHERE id = $1`, [view.companyId])
  return monthOf(view.now, row?.timeZone ?? 'UTC')
}

export type NewEntry = {
  id: string
  agentId: string
  taskId: string | null
  runId: string | null
  model: string
  provider: string
  tokensIn: number
  tokensOut: number
  tokensCached: number
  tokensCacheWritten: number
  billing: Billing
  costMicros: number
  listMicros: number
  /** What counts on budgets: one of the two. */
  countedMicros: number
  isPriced: boolean
  isUnusual: boolean
  periodStart: string
}

/**
 * Writes one ledger entry, adds it to the counters of the chain and draws it from the run's reservation, in one statement behind the
 * locks: money that was reserved becomes spent, and is never counted as both. The task's goal is looked up with it.
 * @param heldMicros what was held for this cost, given back with it; the holds of other calls are not touched
 * @returns the budgets that it counts on with their counters, agent first, company last; empty when there is no such agent
 */
export async function recordEntry(work: Work, entry: NewEntry, heldMicros: number): Promise<Counter[]> {
  const locked = await lockChain(work, entry)
  const counted = locked.filter((budget) => budget.isCounted)
  if (counted.length === 0) return []
  const scopesOf = (kind: ScopeKind) => counted.filter((b) => b.scopeKind === kind).map((b) => b.scopeId)
  const counters = await work.sql<{ budgetId: string; spentMicros: number; reservedMicros: number }>(
    `WITH entry AS (
       INSERT INTO "CostEntry" (id, "companyId", "agentId", "taskId", "goalId", "projectId", "teamIds", "runId", model, provider, "tokensIn",
         "tokensOut", "tokensCached", "costMicros", "isPriced", "periodStart", "createdAt", "spentAt", billing, "listMicros", "countedMicros",
         "tokensCacheWritten", "isUnusual")
       SELECT $3, $1, $2, $4, (SELECT "goalId" FROM "Task" WHERE "companyId" = $1 AND id = $4), $15, $16,
         $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $19, $20, $21, $22, $23
     ), run AS (
       UPDATE "Run" SET "costMicros" = "costMicros" + $11 WHERE "companyId" = $1 AND id = $5 AND "agentId" = $2
     ), reservation AS MATERIALIZED (
       SELECT "budgetIds", "periodStart", least("heldMicros", $18) AS given,
         greatest(0, least($21, "amountMicros" - "drawnMicros" - "heldMicros" + least("heldMicros", $18))) AS drawn
       FROM "Reservation" WHERE "companyId" = $1 AND "runId" = $5 AND "settledAt" IS NULL
     ), drawn AS (
       UPDATE "Reservation" SET "drawnMicros" = "drawnMicros" + drawn, "heldMicros" = "heldMicros" - given FROM reservation r
       WHERE "companyId" = $1 AND "runId" = $5
     ), elsewhere AS (
       UPDATE "BudgetPeriod" p SET "reservedMicros" = p."reservedMicros" - r.drawn FROM reservation r
       WHERE p."companyId" = $1 AND p."budgetId" = ANY(r."budgetIds") AND p."periodStart" = r."periodStart"
         AND NOT (p."budgetId" = ANY($17) AND p."periodStart" = $13)
     )
     INSERT INTO "BudgetPeriod" AS p ("companyId", "budgetId", "periodStart", "spentMicros") SELECT $1, id, $13, $21 FROM unnest($17::uuid[]) AS id
     ON CONFLICT ("companyId", "budgetId", "periodStart") DO UPDATE SET "spentMicros" = p."spentMicros" + EXCLUDED."spentMicros",
       "reservedMicros" = p."reservedMicros" - coalesce((SELECT r.drawn FROM reservation r
         WHERE p."budgetId" = ANY(r."budgetIds") AND p."periodStart" = r."periodStart"), 0)
     RETURNING "budgetId", "spentMicros", "reservedMicros"`,
    [
      work.companyId,
      entry.agentId,
      entry.id,
      entry.taskId,
      entry.runId,
      entry.model,
      entry.provider,
      entry.tokensIn,
      entry.tokensOut,
      entry.tokensCached,
      entry.costMicros,
      entry.isPriced,
      entry.periodStart,
      work.now,
      scopesOf('project')[0] ?? null,
      scopesOf('team'),
      counted.map((budget) => budget.budgetId),
      heldMicros,
      entry.billing,
      entry.listMicros,
      entry.countedMicros,
      entry.tokensCacheWritten,
      entry.isUnusual,
    ],
  )
  const after = new Map(counters.map((counter) => [counter.budgetId, counter]))
  return counted.map((budget) => ({ ...budget, ...after.get(budget.budgetId)! }))
}

/** Who spends, on what, in which month. */
type Spending = { agentId: string; taskId: string | null; period: string }

/** The nearest budget of the chain that is used up; null when none is. */
export async function usedUpAlong(view: View, { agentId, taskId, period }: Spending): Promise<ScopeKind | null> {
  const [row] = await view.sql<{ scopeKind: ScopeKind }>(
    `WITH chain AS (${chainFor('$4')})
     SELECT chain."scopeKind" FROM chain JOIN "BudgetPeriod" p ON p."companyId" = $1 AND p."budgetId" = chain.id AND p."periodStart" = $3
     WHERE p."spentMicros" >= chain."capMicros" ORDER BY chain.rank, chain.id LIMIT 1`,
    [view.companyId, agentId, period, taskId],
  )
  return row?.scopeKind ?? null
}

/** The name of what budget `b` is of, and the joins that it takes. */
export const SCOPE_NAME = `coalesce(agent.name, team.name, project.name, company.name)`
export const SCOPE_JOINS = `
  LEFT JOIN "Agent" agent ON b."scopeKind" = 'agent' AND agent."companyId" = $1 AND agent.id = b."scopeId"
  LEFT JOIN "Team" team ON b."scopeKind" = 'team' AND team."companyId" = $1 AND team.id = b."scopeId"
  LEFT JOIN "Project" project ON b."scopeKind" = 'project' AND project."companyId" = $1 AND project.id = b."scopeId"
  LEFT JOIN "Company" company ON b."scopeKind" = 'company' AND company.id = $1`

/** All budgets of the company, or the one of a scope, with the counters of this month. */
export async function selectBudgets(view: View, scope: { kind: string; id: string } | null) {
  const period = await currentPeriod(view)
  const rows = await view.sql<Counter & { scopeName: string }>(
    `SELECT b.id AS "budgetId", b."scopeKind", b."scopeId", b."capMicros", b."warnPercent",
            ${SCOPE_NAME} AS "scopeName", coalesce(p."spentMicros", 0)::bigint AS "spentMicros", coalesce(p."reservedMicros", 0)::bigint AS "reservedMicros"
     FROM "Budget" b LEFT JOIN "BudgetPeriod" p
       ON p."companyId" = $1 AND p."budgetId" = b.id AND p."periodStart" = $2 ${SCOPE_JOINS}
     WHERE b."companyId" = $1 AND ($3::text IS NULL OR (b."scopeKind" = $3 AND b."scopeId" = $4::uuid))
       AND (b."scopeKind" <> 'team' OR team.id IS NOT NULL)
     ORDER BY ${RANK} DESC, b."createdAt", b.id LIMIT 1000`,
    [view.companyId, period, scope?.kind ?? null, scope?.id ?? null],
  )
  return { period, rows }
}
