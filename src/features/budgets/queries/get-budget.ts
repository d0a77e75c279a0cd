import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { budgetView } from '../rules/view'
import { BudgetName, type BudgetView, FITTING_HOURS, hasFittingHours } from '../schema'
import { selectBudgets } from '../store'

/** One budget of the company, a team, a subtree, a project, a goal or an agent, by default that of money in the current month. */
export const getBudget = defineQuery({
  name: 'getBudget',
  grant: 'budget:read',
  input: BudgetName.refine(hasFittingHours, FITTING_HOURS),
  async run(view, which): Promise<BudgetView> {
    const { period, rows } = await selectBudgets(view, which)
    if (!rows[0]) throw notFound('budget')
    return budgetView(rows[0], period)
  },
})
