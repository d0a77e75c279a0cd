import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { closeBooks } from '../locks'
import { addBudget, requireScope } from '../new-budget'
import { requirePool } from '../pools'
import { budgetView } from '../rules/view'
import { BudgetView, FITTING_HOURS, hasFittingHours, SetBudget } from '../schema'
import { findStanding, requireMayRaise, type Standing } from '../standing-budget'
import { selectBudgets } from '../store'
import { restore } from './restore'

type Wish = typeof SetBudget._output

/**
 * Sets the cap of the company, a team, a manager's subtree, a project, a goal or an agent, by default of money in the calendar month. A
 * budget that is new counts what was spent in its window already. A cap above the spend ends a budget pause in the same transaction
 * and resolves its incidents; a cap at or below the spend stops new runs with the next reservation.
 * From `stopPercent` on nothing new starts, and what is under way may go on to the cap (docs/decisions/0034).
 * A manager sets budgets of money a month of its direct reports, and their pools, within its own pool.
 * @throws Refusal invalid_input for a warning after the stop; needs_approval for a higher cap where that is left to owners; forbidden or broken_rule for what a pool does not hold
 */
export const setBudget = defineCommand({
  name: 'setBudget',
  grant: 'budget:allot',
  input: SetBudget.refine(hasFittingHours, FITTING_HOURS),
  output: BudgetView,
  records: ['budget.set'],
  announces: ['budget/set', 'budget/restored'],
  async run(work, input) {
    const { scopeKind, scopeId, metric, window, windowHours, cap } = input
    await requireScope(work, input)
    await closeBooks(work, input)
    const before = await findStanding(work, input)
    requireMayRaise(work, before, cap)
    const percents = percentsOf(input, before)
    const budgetId = before.id ?? (await addBudget(work, input))
    await work.db.budget.updateMany({ where: { id: budgetId }, data: { cap, ...percents, updatedAt: work.now } })
    await requirePool(work, { ...input, before: before.cap })
    const { period, rows } = await selectBudgets(work, { scopeKind, scopeId, metric, window, windowHours })
    const view = budgetView(rows[0]!, period)
    const which = { scopeKind, scopeId, metric, window, ...(windowHours > 0 ? { windowHours } : {}) }
    work.record({
      action: 'budget.set',
      subject: { kind: 'budget', id: budgetId },
      details: { ...which, ...(metric === 'money' ? { capMicros: cap } : { cap }), ...percents },
    })
    work.announce({ name: 'budget/set', data: { scopeKind, scopeId } })
    await restore(work, { scopeKind, scopeId })
    return view
  },
})

/** What is not named stays; a warning that was after a new stop comes with it. @throws Refusal invalid_input */
function percentsOf({ metric, ...wish }: Wish, before: Standing): { warnPercent: number; stopPercent: number } {
  const stopPercent = wish.stopPercent ?? before.stopPercent
  const warnPercent = wish.warnPercent ?? Math.min(before.warnPercent, stopPercent)
  if (metric === 'runs' && stopPercent < 100) {
    const sentence = 'stopPercent: a budget of runs stops nothing that runs. Set its cap lower instead.'
    throw new Refusal('invalid_input', sentence, { field: 'stopPercent' })
  }
  if (warnPercent <= stopPercent) return { warnPercent, stopPercent }
  const sentence = `warnPercent: a warning at ${warnPercent} % comes after the stop at ${stopPercent} %; it takes at most that.`
  throw new Refusal('invalid_input', sentence, { field: 'warnPercent' })
}
