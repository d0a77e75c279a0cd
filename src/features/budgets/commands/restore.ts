import type { Work } from '@/platform/command'
import { FOR_GOOD } from '../chain'
import { budgetView, hasHalted, isOpen } from '../rules/view'
import type { BudgetView, ScopeKind } from '../schema'
import { selectBudgets } from '../store'

const UNTRUE: Record<BudgetView['state'], string[]> = {
  ok: ['warning', 'stopped', 'exhausted'],
  warning: ['stopped', 'exhausted'],
  stopped: ['exhausted'],
  exceeded: [],
}

/**
 * Closes the incidents that are not true any more: those that the state of their budget has left behind, and all of earlier months.
 * @returns whether one was closed that had kept something from starting
 */
async function resolveIncidents(work: Work, view: BudgetView): Promise<boolean> {
  const untrue = UNTRUE[view.state]
  const closed = await work.sql<{ threshold: string }>(
    `UPDATE "BudgetIncident" SET state = 'resolved', "resolvedAt" = $4 WHERE "companyId" = $1 AND "budgetId" = $2 AND state = 'open'
       AND (threshold = ANY($3) OR ("periodStart" < $5 AND "periodStart" <> '${FOR_GOOD}')) RETURNING threshold`,
    [work.companyId, view.budgetId, untrue, work.now, view.periodStart],
  )
  return closed.some(({ threshold }) => threshold !== 'warning')
}

const RESUMING: Partial<Record<ScopeKind, string>> = {
  agent: `UPDATE "Agent" SET status = 'active', "pauseReason" = NULL, "pausedAt" = NULL, "updatedAt" = $2
    WHERE id = $1 AND status = 'paused' AND "pauseReason" = 'budget' RETURNING id`,
  company: `UPDATE "Company" SET status = 'active', "pauseReason" = NULL, "pausedAt" = NULL, "updatedAt" = $2
    WHERE id = $1 AND status = 'paused' AND "pauseReason" = 'budget' RETURNING id`,
  project: `UPDATE "Project" SET "pauseReason" = NULL, "pausedAt" = NULL, "updatedAt" = $2
    WHERE id = $1 AND "pauseReason" = 'budget' RETURNING id`,
}

/**
 * Closes incidents of a scope that are over, and ends a halt when all its budgets are whole again; the engine calls up what waited.
 * @returns the budgets that had been used up and are not any more; empty when nothing goes on by it
 */
export async function restore(work: Work, scope: { scopeKind: ScopeKind; scopeId: string }): Promise<BudgetView[]> {
  const { period, rows } = await selectBudgets(work, scope)
  const views = rows.map((row) => budgetView(row, period))
  const whole: BudgetView[] = []
  for (const view of views) if ((await resolveIncidents(work, view)) && isOpen(view)) whole.push(view)
  const isHalted = views.some(hasHalted)
  if (isHalted) return []
  const statement = RESUMING[scope.scopeKind]
  const isResumed = statement !== undefined && (await work.sql(statement, [scope.scopeId, work.now])).length > 0
  if (!isResumed && whole.length === 0) return []
  work.announce({ name: 'budget/restored', data: { companyId: work.companyId, ...scope }, forEngine: true })
  return whole.length > 0 ? whole : views.slice(0, 1)
}
