import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { budgetView } from '../rules/view'
import { type BudgetView, ScopeKind } from '../schema'
import { selectBudgets } from '../store'

/** The budget of the company, a team, a project or an agent in the current month. */
export const getBudget = defineQuery({
  name: 'getBudget',
  grant: 'budget:read',
  input: z.object({ scopeKind: ScopeKind, scopeId: z.uuid() }),
  async run(view, { scopeKind, scopeId }): Promise<BudgetView> {
    const { period, rows } = await selectBudgets(view, { kind: scopeKind, id: scopeId })
    if (!rows[0]) throw notFound(scopeKind)
    return budgetView(rows[0], period)
  },
})
