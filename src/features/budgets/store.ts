import type { View, Work } from '@/platform/command'
import { monthOf } from './rules/period'

/** A budget of the chain agent → company, with its counters after the statement. */
export type Counter = {
  budgetId: string
  scopeKind: 'agent' | 'company'
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

// One lock order for all that spends, reserves and settles: the agent's row, its counter, the company's counter. A halt changes the
// agent, so its row comes first; admission holds it before it reserves.
const LOCK_AGENT = `SELECT id FROM "Agent" WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE`
const CHAIN = `
  SELECT id, "scopeKind", "scopeId", "capMicros", "warnPercent" FROM "Budget"
  WHERE "companyId" = $1 AND (("scopeKind" = 'agent' AND "scopeId" = $2) OR ("scopeKind" = 'company' AND "scopeId" = $1))
  ORDER BY "scopeKind"`

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
  costMicros: number
  isPriced: boolean
  periodStart: string
}

/**
 * Writes one ledger entry and adds it to the counters of the chain, in one statement. The task's goal is looked up with it.
 * @returns the chain with its counters, agent first
 */
export function recordEntry(work: Work, entry: NewEntry): Promise<Counter[]> {
  return work.sql<Counter>(
    `WITH agent AS MATERIALIZED (${LOCK_AGENT}), chain AS MATERIALIZED (
       SELECT b.* FROM agent CROSS JOIN LATERAL (${CHAIN}) b
     ), entry AS (
       INSERT INTO "CostEntry" (id, "companyId", "agentId", "taskId", "goalId", "runId", model, provider, "tokensIn",
         "tokensOut", "tokensCached", "costMicros", "isPriced", "periodStart", "createdAt")
       SELECT $3, $1, agent.id, $4, (SELECT "goalId" FROM "Task" WHERE "companyId" = $1 AND id = $4), $5, $6, $7, $8, $9, $10, $11,
         $12, $13, $14 FROM agent
     ), run AS (
       UPDATE "Run" SET "costMicros" = "costMicros" + $11 FROM agent
       WHERE "Run"."companyId" = $1 AND "Run".id = $5 AND "Run"."agentId" = agent.id
     ), counter AS (
       INSERT INTO "BudgetPeriod" ("companyId", "budgetId", "periodStart", "spentMicros") SELECT $1, id, $13, $11 FROM chain
       ON CONFLICT ("companyId", "budgetId", "periodStart")
       DO UPDATE SET "spentMicros" = "BudgetPeriod"."spentMicros" + EXCLUDED."spentMicros"
       RETURNING "budgetId", "spentMicros", "reservedMicros"
     )
     SELECT ${COUNTER} FROM chain JOIN counter ON counter."budgetId" = chain.id ORDER BY chain."scopeKind"`,
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
    ],
  )
}

/**
 * Adds `amountMicros` to what is reserved along the chain, wherever the cap allows it.
 * @returns the budgets that took it; fewer than the chain has means refused (the caller then rolls back)
 */
export async function reserveAlong(work: Work, agentId: string, period: string, amountMicros: number) {
  const rows = await work.sql<{ budgetId: string | null }>(
    `WITH chain AS (${CHAIN}), taken AS (
       INSERT INTO "BudgetPeriod" ("companyId", "budgetId", "periodStart", "reservedMicros")
       SELECT $1, id, $3, $4 FROM chain WHERE "capMicros" IS NULL OR $4 <= "capMicros"
       ON CONFLICT ("companyId", "budgetId", "periodStart")
       DO UPDATE SET "reservedMicros" = "BudgetPeriod"."reservedMicros" + EXCLUDED."reservedMicros"
       WHERE (SELECT "capMicros" IS NULL OR "BudgetPeriod"."spentMicros" + "BudgetPeriod"."reservedMicros" + $4 <= "capMicros"
              AND "BudgetPeriod"."spentMicros" < "capMicros" FROM "Budget" WHERE id = EXCLUDED."budgetId")
       RETURNING "budgetId"
     )
     SELECT taken."budgetId" FROM chain LEFT JOIN taken ON taken."budgetId" = chain.id`,
    [work.companyId, agentId, period, amountMicros],
  )
  return { isRefused: rows.some((row) => row.budgetId === null) }
}

/** What the tightest budget of the chain has left; null when none has a cap. */
export async function leftAlong(view: View, agentId: string, period: string): Promise<number | null> {
  const [row] = await view.sql<{ left: number | null }>(
    `WITH chain AS (${CHAIN})
     SELECT min(chain."capMicros" - coalesce(p."spentMicros", 0) - coalesce(p."reservedMicros", 0)) AS left FROM chain
     LEFT JOIN "BudgetPeriod" p ON p."companyId" = $1 AND p."budgetId" = chain.id AND p."periodStart" = $3`,
    [view.companyId, agentId, period],
  )
  return row?.left ?? null
}

/** Gives back what a run had reserved, once. */
export async function releaseReservation(work: Work, runId: string): Promise<{ amountMicros: number } | null> {
  const [row] = await work.sql<{ amountMicros: number }>(
    `WITH settled AS (
       UPDATE "Reservation" SET "settledAt" = $3 WHERE "companyId" = $1 AND "runId" = $2 AND "settledAt" IS NULL
       RETURNING "agentId", "amountMicros", "periodStart"
     ), chain AS (
       SELECT b.id, s."amountMicros", s."periodStart" FROM settled s JOIN "Budget" b ON b."companyId" = $1
         AND ((b."scopeKind" = 'agent' AND b."scopeId" = s."agentId") OR (b."scopeKind" = 'company' AND b."scopeId" = $1))
       ORDER BY b."scopeKind"
     ), given AS (
       -- an insert that always conflicts: it takes the rows in the order of the chain
       INSERT INTO "BudgetPeriod" AS p ("companyId", "budgetId", "periodStart") SELECT $1, id, "periodStart" FROM chain
       ON CONFLICT ("companyId", "budgetId", "periodStart")
       DO UPDATE SET "reservedMicros" = p."reservedMicros" - (SELECT "amountMicros" FROM settled)
     )
     SELECT "amountMicros" FROM settled`,
    [work.companyId, runId, work.now],
  )
  return row ?? null
}

/** All budgets of the company, or the one of a scope, with the counters of this month. */
export async function selectBudgets(view: View, scope: { kind: string; id: string } | null) {
  const period = await currentPeriod(view)
  const rows = await view.sql<Omit<Counter, 'scopeKind'> & { scopeKind: 'agent' | 'company' }>(
    `SELECT b.id AS "budgetId", b."scopeKind", b."scopeId", b."capMicros", b."warnPercent",
            coalesce(p."spentMicros", 0)::bigint AS "spentMicros", coalesce(p."reservedMicros", 0)::bigint AS "reservedMicros"
     FROM "Budget" b LEFT JOIN "BudgetPeriod" p
       ON p."companyId" = $1 AND p."budgetId" = b.id AND p."periodStart" = $2
     WHERE b."companyId" = $1 AND ($3::text IS NULL OR (b."scopeKind" = $3 AND b."scopeId" = $4::uuid))
     ORDER BY b."scopeKind" DESC, b."createdAt", b.id LIMIT 1000`,
    [view.companyId, period, scope?.kind ?? null, scope?.id ?? null],
  )
  return { period, rows }
}
