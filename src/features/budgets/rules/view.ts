import type { BudgetView } from '../schema'
import { budgetState, remaining } from './budget-state'

type Figures = Omit<BudgetView, 'periodStart' | 'remainingMicros' | 'state'>

/** A budget as it is answered: with what remains and its state. */
export function budgetView(row: Figures, periodStart: string): BudgetView {
  return {
    budgetId: row.budgetId,
    scopeKind: row.scopeKind,
    scopeId: row.scopeId,
    capMicros: row.capMicros,
    warnPercent: row.warnPercent,
    spentMicros: row.spentMicros,
    reservedMicros: row.reservedMicros,
    periodStart,
    remainingMicros: remaining(row.spentMicros, row.reservedMicros, row.capMicros),
    state: budgetState(row.spentMicros, row.capMicros, row.warnPercent),
  }
}
