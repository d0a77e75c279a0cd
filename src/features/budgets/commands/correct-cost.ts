import type { Work } from '@/platform/command'
import { type Corrected, recordCorrection, type StandingEntry } from '../corrections'
import { CROSSING, HALTING, raise } from '../halts'
import { getBudget } from '../queries/get-budget'
import type { Delta } from '../rules/correction'
import type { CostCorrection } from '../schema'
import { restore } from './restore'

/** What a correction may record and announce beside its own action. */
export const CORRECTING = {
  records: HALTING,
  announces: ['cost/corrected', 'budget/restored', ...CROSSING],
}

type Correction = { correction: 'void' | 'adjustment'; reason: string; delta: Delta }

/**
 * Puts a correction into the ledger, with what follows for the budgets as they are now: what has enough left again goes on, as after a
 * higher cap, and what it makes dearer than its cap is halted.
 */
export async function correctCost(work: Work, entry: StandingEntry, correction: Correction): Promise<CostCorrection> {
  const { delta, reason } = correction
  const { id, month, counters } = await recordCorrection(work, entry, correction)
  for (const counter of counters) if (counter.by > 0) await raise(work, counter, counter.by, month)
  const ended = await restoreScopes(work, counters)
  const { agentId } = entry
  work.record({
    action: correction.correction === 'void' ? 'cost.voided' : 'cost.adjusted',
    subject: { kind: 'cost', id: entry.id },
    details: { agentId, reason, costMicros: delta.costMicros, listMicros: delta.listMicros, ended },
  })
  work.announce({ name: 'cost/corrected', data: { agentId, costId: entry.id } })
  const budget = await getBudget.within(work, { scopeKind: 'agent', scopeId: agentId })
  return { id, costId: entry.id, costMicros: delta.costMicros, listMicros: delta.listMicros, budget }
}

/** Ends the halts of scopes that got something back, in the order of the chain. @returns the kinds of those that go on */
async function restoreScopes(work: Work, counters: Corrected[]): Promise<string[]> {
  const scopes = new Map(
    counters
      .filter((counter) => counter.by < 0)
      .map(({ scopeKind, scopeId }) => [`${scopeKind} ${scopeId}`, { scopeKind, scopeId }]),
  )
  const ended: string[] = []
  for (const scope of scopes.values()) if ((await restore(work, scope)).length > 0) ended.push(scope.scopeKind)
  return ended
}
