import type { View, Work } from '@/platform/command'
import { monthOf } from './rules/period'
import type { Billing, ScopeKind } from './schema'

/** A budget of the chain agent → teams → project → company, with its counters after the statement. */
export type Counter = {
  budgetId: string
  scopeKind: ScopeKind
  scopeId: string
  capMicros: number | null
  warnPercent: number
  spentMicros: number
  reservedMicros: number
}

/** The company's current month. */
export async function currentPeriod(view: View): Promise<string> {
  const [row] = await view.sql<{ timeZone: string }>(`SELECT "timeZone" FROM "Company" WHERE id = $1`, [view.companyId])
  return monthOf(view.now, row?.timeZone ?? 'UTC')
}

// One lock order for all that spends, reserves and settles: the agent's row, then counters in the order of the chain. A halt changes
// the agent, so its row comes first; admission holds it before it reserves.
const LOCK_AGENT = `SELECT id FROM "Agent" WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE`
const RANK = `array_position(ARRAY['agent', 'team', 'project', 'company'], b."scopeKind")`

/** The budgets that agent $2 spends from, for the task that `task` names: its own, its teams', the project's, the company's. */
const chainFor = (task: string) => `
  SELECT b.id, b."scopeKind", b."scopeId", b."capMicros", b."warnPercent", ${RANK} AS rank FROM (
    SELECT 'agent' AS kind, $2::uuid AS id UNION ALL SELECT 'company', $1::uuid
    UNION ALL SELECT 'team', "teamId" FROM "TeamMember" WHERE "companyId" = $1 AND "agentId" = $2
    UNION ALL SELECT 'project', "projectId" FROM "Task" WHERE "companyId" = $1 AND id = ${task}::uuid
  ) scope JOIN "Budget" b ON b."companyId" = $1 AND b."scopeKind" = scope.kind AND b."scopeId" = scope.id ORDER BY rank, b.id`

const COUNTER = `chain.id AS "budgetId", chain."scopeKind", chain."scopeId", chain."capMicros", chain."warnPercent",
  counter."spentMicros", counter."reservedMicros"`

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
 * Writes one ledger entry and adds it to the counters of the chain, in one statement. The task's goal is looked up with it.
 * @returns the chain with its counters, agent first, company last
 */
export function recordEntry(work: Work, entry: NewEntry): Promise<Counter[]> {
  return work.sql<Counter>(
    `WITH agent AS MATERIALIZED (${LOCK_AGENT}), chain AS MATERIALIZED (
       SELECT b.* FROM agent CROSS JOIN LATERAL (${chainFor('$4')}) b
     ), entry AS (
       INSERT INTO "CostEntry" (id, "companyId", "agentId", "taskId", "goalId", "projectId", "teamIds", "runId", model, provider, "tokensIn",
         "tokensOut", "tokensCached", "costMicros", "isPriced", "periodStart", "createdAt", "spentAt", billing, "listMicros", "countedMicros",
         "tokensCacheWritten", "isUnusual")
       SELECT $3, $1, agent.id, $4, (SELECT "goalId" FROM "Task" WHERE "companyId" = $1 AND id = $4),
         (SELECT "scopeId" FROM chain WHERE "scopeKind" = 'project'), ARRAY(SELECT "scopeId" FROM chain WHERE "scopeKind" = 'team'),
         $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16, $17, $18, $19 FROM agent
     ), run AS (
       UPDATE "Run" SET "costMicros" = "costMicros" + $11 FROM agent
       WHERE "Run"."companyId" = $1 AND "Run".id = $5 AND "Run"."agentId" = agent.id
     ), counter AS (
       INSERT INTO "BudgetPeriod" ("companyId", "budgetId", "periodStart", "spentMicros") SELECT $1, id, $13, $17 FROM chain ORDER BY rank, id
       ON CONFLICT ("companyId", "budgetId", "periodStart")
       DO UPDATE SET "spentMicros" = "BudgetPeriod"."spentMicros" + EXCLUDED."spentMicros"
       RETURNING "budgetId", "spentMicros", "reservedMicros"
     )
     SELECT ${COUNTER} FROM chain JOIN counter ON counter."budgetId" = chain.id ORDER BY chain.rank, chain.id`,
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
      entry.billing,
      entry.listMicros,
      entry.countedMicros,
      entry.tokensCacheWritten,
      entry.isUnusual,
    ],
  )
}

/** Who spends, on what, in which month. */
type Spending = { agentId: string; taskId: string | null; period: string }

/**
 * Adds `amountMicros` to what is reserved along the chain, wherever the cap allows it.
 * @returns the budgets of the chain; refused when one of them did not take it (the caller then rolls back)
 */
export async function reserveAlong(work: Work, { agentId, taskId, period }: Spending, amountMicros: number) {
  const rows = await work.sql<{ id: string; budgetId: string | null }>(
    `WITH chain AS MATERIALIZED (${chainFor('$5')}), taken AS (
       INSERT INTO "BudgetPeriod" ("companyId", "budgetId", "periodStart", "reservedMicros")
       SELECT $1, id, $3, $4 FROM chain WHERE "capMicros" IS NULL OR $4 <= "capMicros" ORDER BY rank, id
       ON CONFLICT ("companyId", "budgetId", "periodStart")
       DO UPDATE SET "reservedMicros" = "BudgetPeriod"."reservedMicros" + EXCLUDED."reservedMicros"
       WHERE (SELECT "capMicros" IS NULL OR "BudgetPeriod"."spentMicros" + "BudgetPeriod"."reservedMicros" + $4 <= "capMicros"
              AND "BudgetPeriod"."spentMicros" < "capMicros" FROM "Budget" WHERE id = EXCLUDED."budgetId")
       RETURNING "budgetId"
     )
     SELECT chain.id, taken."budgetId" FROM chain LEFT JOIN taken ON taken."budgetId" = chain.id`,
    [work.companyId, agentId, period, amountMicros, taskId],
  )
  return { isRefused: rows.some((row) => row.budgetId === null), budgetIds: rows.map((row) => row.id) }
}

/** What the tightest budget of the chain has left; null when none has a cap. */
export async function leftAlong(view: View, { agentId, taskId, period }: Spending): Promise<number | null> {
  const [row] = await view.sql<{ left: number | null }>(
    `WITH chain AS (${chainFor('$4')})
     SELECT min(chain."capMicros" - coalesce(p."spentMicros", 0) - coalesce(p."reservedMicros", 0)) AS left FROM chain
     LEFT JOIN "BudgetPeriod" p ON p."companyId" = $1 AND p."budgetId" = chain.id AND p."periodStart" = $3`,
    [view.companyId, agentId, period, taskId],
  )
  return row?.left ?? null
}

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

/** Gives back what a run had reserved, once. */
export async function releaseReservation(work: Work, runId: string): Promise<{ amountMicros: number } | null> {
  const [row] = await work.sql<{ amountMicros: number }>(
    `WITH settled AS (
       UPDATE "Reservation" SET "settledAt" = $3 WHERE "companyId" = $1 AND "runId" = $2 AND "settledAt" IS NULL
       RETURNING "budgetIds", "amountMicros", "periodStart"
     ), given AS (
       -- an insert that always conflicts: it takes the rows in the order of the chain
       INSERT INTO "BudgetPeriod" AS p ("companyId", "budgetId", "periodStart")
       SELECT $1, b.id, s."periodStart" FROM settled s JOIN "Budget" b ON b."companyId" = $1 AND b.id = ANY(s."budgetIds") ORDER BY ${RANK}, b.id
       ON CONFLICT ("companyId", "budgetId", "periodStart")
       DO UPDATE SET "reservedMicros" = p."reservedMicros" - (SELECT "amountMicros" FROM settled)
     )
     SELECT "amountMicros" FROM settled`,
    [work.companyId, runId, work.now],
  )
  return row ?? null
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
