import type { View, Work } from '@/platform/command'
import { type Counter, chainFor, RANK } from './chain'
import { remaining } from './rules/budget-state'

type Budget = Omit<Counter, 'spentMicros' | 'reservedMicros'>

/** A budget that is locked until the end of the transaction. */
export type LockedBudget = Budget & {
  /** The spend counts on it. */
  isCounted: boolean
  /** The run has reserved on it. */
  isReserved: boolean
}

const BUDGET = `b.id AS "budgetId", b."scopeKind", b."scopeId", b."capMicros", b."warnPercent"`

/**
 * Locks the agent and the budgets that its spend counts on: one lock order for all that spends, reserves and settles. A halt changes
 * the agent, so its row comes first. What a run spends on its own task counts where the run was admitted, also when the agent or the
 * task has moved since: that is where it was reserved.
 */
export function lockChain(work: Work, spending: { agentId: string; taskId: string | null; runId: string | null }) {
  return work.sql<LockedBudget>(
    `WITH agent AS MATERIALIZED (
       SELECT id FROM "Agent" WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE
     ), reservation AS MATERIALIZED (
       SELECT r."budgetIds", run."taskId" IS NOT DISTINCT FROM $3::uuid AS "isItsTask" FROM agent
       JOIN "Reservation" r ON r."companyId" = $1 AND r."runId" = $4 AND r."agentId" = agent.id
       JOIN "Run" run ON run."companyId" = $1 AND run.id = r."runId"
     ), named AS (
       SELECT chain.id, true AS counted, false AS reserved FROM agent CROSS JOIN LATERAL (${chainFor('$3')}) chain
       WHERE NOT EXISTS (SELECT 1 FROM reservation WHERE "isItsTask")
       UNION ALL SELECT unnest("budgetIds"), "isItsTask", true FROM reservation
     )
     SELECT ${BUDGET}, x.counted AS "isCounted", x.reserved AS "isReserved"
     FROM (SELECT id, bool_or(counted) AS counted, bool_or(reserved) AS reserved FROM named GROUP BY id) x
     JOIN "Budget" b ON b."companyId" = $1 AND b.id = x.id ORDER BY ${RANK}, b.id FOR NO KEY UPDATE OF b`,
    [work.companyId, spending.agentId, spending.taskId, spending.runId],
  )
}

/** Locks the budgets on which a run has reserved: its reservation is changed behind them only. Empty when it has none. */
export function lockReserved(work: Work, runId: string): Promise<Budget[]> {
  return work.sql<Budget>(
    `SELECT ${BUDGET} FROM "Reservation" r JOIN "Budget" b ON b."companyId" = $1 AND b.id = ANY(r."budgetIds")
     WHERE r."companyId" = $1 AND r."runId" = $2 ORDER BY ${RANK}, b.id FOR NO KEY UPDATE OF b`,
    [work.companyId, runId],
  )
}

/** These budgets, with their counters of a month. */
export async function withCounters(view: View, budgets: Budget[], periodStart: string): Promise<Counter[]> {
  const rows = await view.sql<{ budgetId: string; spentMicros: number; reservedMicros: number }>(
    `SELECT "budgetId", "spentMicros", "reservedMicros" FROM "BudgetPeriod"
     WHERE "companyId" = $1 AND "budgetId" = ANY($2) AND "periodStart" = $3`,
    [view.companyId, budgets.map((budget) => budget.budgetId), periodStart],
  )
  const counters = new Map(rows.map((row) => [row.budgetId, row]))
  return budgets.map((budget) => ({ ...budget, spentMicros: 0, reservedMicros: 0, ...counters.get(budget.budgetId) }))
}

/** What keeps a run from spending more: the budget with the least left, the nearest of them; null when none has a cap. */
export function tightest(counters: Counter[]): { counter: Counter; leftMicros: number } | null {
  let found: { counter: Counter; leftMicros: number } | null = null
  for (const counter of counters) {
    const leftMicros = remaining(counter.spentMicros, counter.reservedMicros, counter.capMicros)
    if (leftMicros !== null && (!found || leftMicros < found.leftMicros)) found = { counter, leftMicros }
  }
  return found
}

/** Changes what is reserved on locked budgets. */
export async function changeReserved(work: Work, budgetIds: string[], periodStart: string, byMicros: number) {
  await work.sql(
    `INSERT INTO "BudgetPeriod" AS p ("companyId", "budgetId", "periodStart", "reservedMicros")
     SELECT $1, id, $3, greatest($4, 0) FROM unnest($2::uuid[]) AS id
     ON CONFLICT ("companyId", "budgetId", "periodStart") DO UPDATE SET "reservedMicros" = p."reservedMicros" + $4`,
    [work.companyId, budgetIds, periodStart, byMicros],
  )
}
