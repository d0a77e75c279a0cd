import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { budgetView } from '../rules/view'
import { BudgetView, SetBudget } from '../schema'
import { selectBudgets } from '../store'
import { restore } from './restore'

/**
 * Sets the monthly cap of the company, a team, a project or an agent. A cap above the spend ends a budget pause in the same transaction and
 * resolves its incidents; a cap at or below the spend stops new runs with the next reservation.
 */
export const setBudget = defineCommand({
  name: 'setBudget',
  grant: 'budget:write',
  input: SetBudget,
  output: BudgetView,
  records: ['budget.set'],
  announces: ['budget/set', 'budget/restored'],
  async run(work, input) {
    const { count } = await work.db.budget.updateMany({
      where: { scopeKind: input.scopeKind, scopeId: input.scopeId },
      data: { capMicros: input.capMicros, warnPercent: input.warnPercent, updatedAt: work.now },
    })
    if (count === 0) throw notFound(input.scopeKind)
    const { period, rows } = await selectBudgets(work, { kind: input.scopeKind, id: input.scopeId })
    const view = budgetView(rows[0]!, period)
    work.record({
      action: 'budget.set',
      subject: { kind: 'budget', id: view.budgetId },
      details: { scopeKind: input.scopeKind, scopeId: input.scopeId, capMicros: input.capMicros },
    })
    work.announce({ name: 'budget/set', data: { scopeKind: input.scopeKind, scopeId: input.scopeId } })
    await restore(work, view)
    return view
  },
})
