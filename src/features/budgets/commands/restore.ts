import type { Work } from '@/platform/command'
import type { BudgetView } from '../schema'

/** Closes the incidents that are not true any more. */
export async function resolveIncidents(work: Work, view: BudgetView): Promise<void> {
  const untrue = { ok: ['warning', 'exhausted'], warning: ['exhausted'], exceeded: [] }[view.state]
  await work.sql(
    `UPDATE "BudgetIncident" SET state = 'resolved', "resolvedAt" = $4
     WHERE "companyId" = $1 AND "budgetId" = $2 AND state = 'open' AND threshold = ANY($3)`,
    [work.companyId, view.budgetId, untrue, work.now],
  )
}

/**
 * Ends a budget pause; the engine calls up what waited.
 * @returns whether there was one
 */
export async function restore(work: Work, view: BudgetView): Promise<boolean> {
  const table = view.scopeKind === 'agent' ? 'Agent' : 'Company'
  const woken = await work.sql(
    `UPDATE "${table}" SET status = 'active', "pauseReason" = NULL, "pausedAt" = NULL, "updatedAt" = $2
     WHERE id = $1 AND status = 'paused' AND "pauseReason" = 'budget' RETURNING id`,
    [view.scopeId, work.now],
  )
  if (woken.length === 0) return false
  const data = { companyId: work.companyId, scopeKind: view.scopeKind, scopeId: view.scopeId }
  work.announce({ name: 'budget/restored', data, forEngine: true })
  return true
}
