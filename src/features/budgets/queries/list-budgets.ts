import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { budgetView } from '../rules/view'
import { selectBudgets } from '../store'

/** All budgets of this month, the company's first, then projects, teams, agents; at most 1,000. */
export const listBudgets = defineQuery({
  name: 'listBudgets',
  grant: 'budget:read',
  input: z.object({}),
  async run(view) {
    const { period, rows } = await selectBudgets(view, null)
    return {
      periodStart: period,
      budgets: rows.map((row) => ({ ...budgetView(row, period), scopeName: row.scopeName })),
    }
  },
})
