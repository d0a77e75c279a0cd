import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { budgetView } from '../rules/view'
import { BudgetName } from '../schema'
import { selectBudgets } from '../store'

/** All budgets as they are now, the company's first, then goals, projects, teams, subtrees, agents; at most 1,000. */
export const listBudgets = defineQuery({
  name: 'listBudgets',
  grant: 'budget:read',
  input: z.object({
    scopeKind: BudgetName.shape.scopeKind.optional(),
    scopeId: z.uuid().optional(),
    metric: BudgetName.shape.metric.unwrap().optional(),
    window: BudgetName.shape.window.unwrap().optional(),
  }),
  async run(view, which) {
    const { period, rows } = await selectBudgets(view, which)
    return { periodStart: period, budgets: rows.map((row) => budgetView(row, period)) }
  },
})
