import type { View, Work } from '@/platform/command'
import { type Budget, COUNTED, COUNTS_ON, type Counter, FOR_GOOD, SPEND, windowEdge } from './chain'
import { remaining } from './rules/budget-state'

/** The row of counters of a budget. */
export const rowOf = ({ window }: Budget, month: string): string => (window === 'month' ? month : FOR_GOOD)

/** These budgets, with their counters. */
export async function withCounters(view: View, budgets: Budget[], month: string): Promise<Counter[]> {
  const rows = await view.sql<{ budgetId: string; spent: number; reserved: number }>(
    `SELECT p."budgetId", p.spent, p.reserved FROM unnest($2::uuid[], $3::date[]) AS c(id, period)
     JOIN "BudgetPeriod" p ON p."companyId" = $1 AND p."budgetId" = c.id AND p."periodStart" = c.period`,
    [view.companyId, budgets.map((budget) => budget.budgetId), budgets.map((budget) => rowOf(budget, month))],
  )
  const counters = new Map(rows.map((row) => [row.budgetId, row]))
  return budgets.map((budget) => ({ ...budget, spent: 0, reserved: 0, ...counters.get(budget.budgetId) }))
}

export type Change = { budgetId: string; periodStart: string; spent: number; reserved: number }

/** The same change of several locked budgets in a month; those that it does not touch are left out. */
export function changesOf<B extends Budget>(
  budgets: B[],
  month: string,
  by: (budget: B) => { spent?: number; reserved?: number },
) {
  return budgets
    .map((budget): Change => {
      const { spent = 0, reserved = 0 } = by(budget)
      return { budgetId: budget.budgetId, periodStart: rowOf(budget, month), spent, reserved }
    })
    .filter((change) => change.spent !== 0 || change.reserved !== 0)
}

/** Parameters of CHANGE_COUNTERS after the company, for the changes of one statement: at most one a row. */
export const changeLists = (changes: Change[]) => [
  changes.map((change) => change.budgetId),
  changes.map((change) => change.periodStart),
  changes.map((change) => change.spent),
  changes.map((change) => change.reserved),
]

/** Adds to the counters of locked budgets. The proposed row may not be negative, so the difference is looked up again. */
export const CHANGE_COUNTERS = `
  INSERT INTO "BudgetPeriod" AS p ("companyId", "budgetId", "periodStart", spent, reserved)
  SELECT $1, c.id, c.period, c.spent, greatest(c.reserved, 0) FROM unnest($2::uuid[], $3::date[], $4::bigint[], $5::bigint[]) AS c(id, period, spent, reserved)
  ON CONFLICT ("companyId", "budgetId", "periodStart") DO UPDATE SET spent = p.spent + EXCLUDED.spent, reserved = p.reserved + (
    SELECT c.reserved FROM unnest($2::uuid[], $3::date[], $5::bigint[]) AS c(id, period, reserved) WHERE c.id = p."budgetId" AND c.period = p."periodStart")
  RETURNING "budgetId", spent, reserved`

export async function changeCounters(work: Work, changes: Change[]): Promise<void> {
  if (changes.length > 0) await work.sql(CHANGE_COUNTERS, [work.companyId, ...changeLists(changes)])
}

/** Takes out of the counters of locked budgets what has left their rolling windows. */
export async function ageWindows(work: Work, budgets: Budget[]): Promise<void> {
  const rolling = budgets.filter((budget) => budget.window === 'rolling').map((budget) => budget.budgetId)
  if (rolling.length === 0) return
  await work.sql(
    `UPDATE "BudgetPeriod" p SET spent = p.spent - aged.amount, "agedTo" = aged.edge FROM (
       SELECT b.id, ${windowEdge('$3')} AS edge, (
         SELECT ${COUNTED} FROM ${SPEND} WHERE ${COUNTS_ON} AND e.at >= old."agedTo" AND e.at < ${windowEdge('$3')}
       ) AS amount
       FROM "Budget" b JOIN "BudgetPeriod" old ON old."companyId" = $1 AND old."budgetId" = b.id AND old."agedTo" < ${windowEdge('$3')}
       WHERE b."companyId" = $1 AND b.id = ANY($2)
     ) aged WHERE p."companyId" = $1 AND p."budgetId" = aged.id AND p."agedTo" IS NOT NULL`,
    [work.companyId, rolling, work.now],
  )
}

const capOf = ({ cap }: Counter) => cap

/**
 * What keeps from spending more of a metric: the budget with the least left, the nearest of them; null when none has a limit.
 * @param limitOf up to where a budget may be used: its cap, or less for what is new
 */
export function tightest(
  counters: Counter[],
  metric: Budget['metric'],
  limitOf: (counter: Counter) => number | null = capOf,
): { counter: Counter; left: number } | null {
  let found: { counter: Counter; left: number } | null = null
  for (const counter of counters) {
    const left = counter.metric === metric ? remaining(counter.spent, counter.reserved, limitOf(counter)) : null
    if (left !== null && (!found || left < found.left)) found = { counter, left }
  }
  return found
}
