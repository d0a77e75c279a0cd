import type { Work } from '@/platform/command'
import type { Counter } from '../chain'
import { type Corrected, recordCorrection } from '../corrections'
import { raise } from '../halts'
import { getBudget } from '../queries/get-budget'
import type { Delta } from '../rules/correction'
import type { CostCorrection } from '../schema'
import { amountOn, currentPeriod } from '../store'
import { BOOKING } from './report-cost'
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
  const month = await currentPeriod(work)
  const current = counters.filter(({ window }) => window !== 'month' || entry.periodStart === month)
  const lighter = new Map<string, Counter>()
  for (const counter of current) {
    const amount = amountOn(counter, delta)
    if (amount > 0) await raise(work, counter, amount, month)
    if (amount < 0) lighter.set(`${counter.scopeKind} ${counter.scopeId}`, counter)
  }
  const ended: string[] = []
  for (const { scopeKind, scopeId } of lighter.values()) {
    if ((await restore(work, { scopeKind, scopeId })).length > 0) ended.push(scopeKind)
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
