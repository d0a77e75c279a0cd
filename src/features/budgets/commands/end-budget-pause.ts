import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { budgetView } from '../rules/view'
import { ScopeKind } from '../schema'
import { selectBudgets } from '../store'
import { restore } from './restore'

/** In a new month a budget is whole again: who was halted by it goes on, and the record says so. */
export const endBudgetPause = defineCommand({
  name: 'endBudgetPause',
  grant: 'run:report',
  input: z.object({ scopeKind: ScopeKind, scopeId: z.uuid() }),
  output: z.object({ isRestored: z.boolean() }),
  records: ['budget.renewed'],
  announces: ['budget/restored'],
  async run(work, { scopeKind, scopeId }) {
    const { period, rows } = await selectBudgets(work, { kind: scopeKind, id: scopeId })
    const view = rows[0] && budgetView(rows[0], period)
    if (!view || view.state === 'exceeded' || !(await restore(work, view))) {
      work.unchanged()
      return { isRestored: false }
    }
    work.record({
      action: 'budget.renewed',
      subject: { kind: 'budget', id: view.budgetId },
      details: { scopeKind, scopeId, periodStart: period },
    })
    return { isRestored: true }
  },
})
