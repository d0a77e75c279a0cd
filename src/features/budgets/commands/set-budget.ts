import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { budgetView } from '../rules/view'
import { BudgetView, SetBudget } from '../schema'
import { selectBudgets } from '../store'
import { restore } from './restore'

/**
 * Sets the monthly cap of the company, a team, a project or an agent. A cap above the spend ends a budget pause in the same transaction and
 * resolves its incidents; a cap at or below the spend stops new runs with the next reservation.
 * @throws Refusal needs_approval for a higher cap where that is left to owners
 */
export const setBudget = defineCommand({
  name: 'setBudget',
  grant: 'budget:write',
  input: SetBudget,
  output: BudgetView,
  records: ['budget.set'],
  announces: ['budget/set', 'budget/restored'],
  async run(work, input) {
    await requireMayRaise(work, input)
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

/** Where the company leaves budgets to its owners (gate `budget_override_required`), only they raise a cap; anybody may lower one. */
async function requireMayRaise(work: Work, { scopeKind, scopeId, capMicros }: typeof SetBudget._output): Promise<void> {
  if (work.grants.has('approval:decide_as_owner')) return
  const [row] = await work.sql<{ capMicros: number | null; gate: string | null }>(
    `SELECT b."capMicros", c.gates ->> 'budget_override_required' AS gate FROM "Budget" b JOIN "Company" c ON c.id = $1
     WHERE b."companyId" = $1 AND b."scopeKind" = $2 AND b."scopeId" = $3 FOR NO KEY UPDATE OF b`,
    [work.companyId, scopeKind, scopeId],
  )
  if (row?.gate !== 'owner' || row.capMicros === null) return
  if (capMicros !== null && capMicros <= row.capMicros) return
  throw new Refusal('needs_approval', 'Raising a budget needs the approval of an owner.', {
    action: 'budget_override_required',
    needs: 'owner',
  })
}
