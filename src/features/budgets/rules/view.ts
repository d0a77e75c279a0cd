import type { BudgetView } from '../schema'
import { budgetState, remaining } from './budget-state'

type Figures = Omit<BudgetView, 'periodStart' | 'remaining' | 'state'>

/** Whether what it is of stands still: a used-up budget of runs only admits no other. */
export const hasHalted = ({ state, metric }: Pick<BudgetView, 'state' | 'metric'>): boolean =>
  state === 'exceeded' && metric !== 'runs'

/** Whether something new may start. */
export const isOpen = ({ state }: Pick<BudgetView, 'state'>): boolean => state !== 'stopped' && state !== 'exceeded'

/** A budget as it is answered: with what remains and its state. */
export function budgetView(row: Figures, periodStart: string): BudgetView {
  return {
    budgetId: row.budgetId,
    scopeKind: row.scopeKind,
    scopeId: row.scopeId,
    scopeName: row.scopeName,
    metric: row.metric,
    window: row.window,
    windowHours: row.windowHours,
    cap: row.cap,
    warnPercent: row.warnPercent,
    stopPercent: row.stopPercent,
    spent: row.spent,
    reserved: row.reserved,
    periodStart,
    remaining: remaining(row.spent, row.reserved, row.cap),
    state: budgetState(row.spent, row),
  }
}
