import type { Work } from '@/platform/command'
import { type Corrected, recordCorrection } from '../corrections'
import { getBudget } from '../queries/get-budget'
import type { Delta } from '../rules/correction'
import { budgetView } from '../rules/view'
import type { CostCorrection } from '../schema'
import { currentPeriod } from '../store'
import { BOOKING, raise } from './report-cost'
import { restore } from './restore'

/** What a correction may record and announce beside its own action. */
export const CORRECTING = {
  records: BOOKING.records.filter((action) => action.endsWith('.halted')),
  announces: ['cost/corrected', 'budget/restored', ...BOOKING.announces.filter((name) => name.startsWith('budget/'))],
}

type Correction = { correction: 'void' | 'adjustment'; reason: string; delta: Delta }

/**
 * Puts a correction into the ledger, with what follows in the month that is: what has enough left again goes on, as after a higher cap,
 * and what it makes dearer than its cap is halted.
 */
export async function correctCost(work: Work, entry: Corrected, correction: Correction): Promise<CostCorrection> {
  const { delta, reason } = correction
  const { id, counters } = await recordCorrection(work, entry, correction)
  const ended: string[] = []
  if (entry.periodStart === (await currentPeriod(work))) {
    for (const counter of counters) {
      if (delta.countedMicros > 0) await raise(work, counter, delta.countedMicros, entry.periodStart)
      else if (await restore(work, budgetView(counter, entry.periodStart))) ended.push(counter.scopeKind)
    }
  }
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
