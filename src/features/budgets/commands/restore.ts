import type { Work } from '@/platform/command'
import type { BudgetView, ScopeKind } from '../schema'

/**
 * Closes the incidents that are not true any more: those of this month that its state has left behind, and all of earlier months.
 * @returns whether one was closed that had halted somebody
 */
async function resolveIncidents(work: Work, view: BudgetView): Promise<boolean> {
  const untrue = { ok: ['warning', 'exhausted'], warning: ['exhausted'], exceeded: [] }[view.state]
  const closed = await work.sql<{ threshold: string }>(
    `UPDATE "BudgetIncident" SET state = 'resolved', "resolvedAt" = $4
     WHERE "companyId" = $1 AND "budgetId" = $2 AND state = 'open' AND (threshold = ANY($3) OR "periodStart" < $5) RETURNING threshold`,
    [work.companyId, view.budgetId, untrue, work.now, view.periodStart],
  )
  return closed.some(({ threshold }) => threshold === 'exhausted')
}

const RESUMING: Record<ScopeKind, string | null> = {
  agent: `UPDATE "Agent" SET status = 'active', "pauseReason" = NULL, "pausedAt" = NULL, "updatedAt" = $2
    WHERE id = $1 AND status = 'paused' AND "pauseReason" = 'budget' RETURNING id`,
  company: `UPDATE "Company" SET status = 'active', "pauseReason" = NULL, "pausedAt" = NULL, "updatedAt" = $2
    WHERE id = $1 AND status = 'paused' AND "pauseReason" = 'budget' RETURNING id`,
  project: `UPDATE "Project" SET "pauseReason" = NULL, "pausedAt" = NULL, "updatedAt" = $2
    WHERE id = $1 AND "pauseReason" = 'budget' RETURNING id`,
  team: null,
}

/**
 * Closes incidents that are over, and ends a halt by a budget that is whole again; the engine calls up what waited.
 * @returns whether there was one
 */
export async function restore(work: Work, view: BudgetView): Promise<boolean> {
  const hadHalted = await resolveIncidents(work, view)
  if (view.state === 'exceeded') return false
  const statement = RESUMING[view.scopeKind]
  const isResumed = statement ? (await work.sql(statement, [view.scopeId, work.now])).length > 0 : hadHalted
  if (!isResumed) return false
  const data = { companyId: work.companyId, scopeKind: view.scopeKind, scopeId: view.scopeId }
  work.announce({ name: 'budget/restored', data, forEngine: true })
  return true
}
