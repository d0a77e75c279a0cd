import { z } from 'zod'
import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { closeBooks } from '../locks'
import { requireRoom } from '../pools'
import { budgetView, isOpen } from '../rules/view'
import { BudgetName, FITTING_HOURS, hasFittingHours } from '../schema'
import { findStanding, requireMayRaise } from '../standing-budget'
import { selectBudgets } from '../store'
import { restore } from './restore'

/** What has a budget of money in the month from its beginning on, so that its spend is counted. */
const HAS_ITS_OWN = ['company', 'project', 'team', 'agent']

/**
 * Removes a budget, with its counters and its incidents. The ledger stays: the same budget set again counts its window anew. What the
 * budget kept from starting goes on in the same transaction.
 * @throws Refusal not_found; broken_rule for the budget of money in the month that every company, project, team and agent has;
 *   needs_approval where lifting a limit is left to owners; broken_rule where what remains does not fit into the manager's pool
 */
export const removeBudget = defineCommand({
  name: 'removeBudget',
  grant: 'budget:write',
  input: BudgetName.refine(hasFittingHours, FITTING_HOURS),
  output: z.object({ budgetId: z.uuid() }),
  records: ['budget.removed'],
  announces: ['budget/removed', 'budget/restored'],
  async run(work, name) {
    const { scopeKind, scopeId, metric, window, windowHours } = name
    await closeBooks(work, name)
    const { period, rows } = await selectBudgets(work, name)
    const found = rows[0]
    if (!found) throw notFound('budget')
    if (HAS_ITS_OWN.includes(scopeKind) && metric === 'money' && window === 'month') {
      throw new Refusal('broken_rule', 'This budget counts what is spent and stays. Set it to no limit instead.', {
        rule: 'base_budget',
      })
    }
    const { budgetId, cap, spent } = found
    requireMayRaise(work, await findStanding(work, name), null)
    await erase(work, budgetId)
    if (scopeKind === 'subtree' && metric === 'money' && window === 'month') await requireRoom(work, scopeId)
    const which = { scopeKind, scopeId, metric, window, ...(windowHours > 0 ? { windowHours } : {}) }
    const figures = metric === 'money' ? { capMicros: cap, spentMicros: spent } : { cap, spent }
    work.record({
      action: 'budget.removed',
      subject: { kind: scopeKind === 'subtree' ? 'agent' : scopeKind, id: scopeId },
      details: { ...which, ...figures },
    })
    work.announce({ name: 'budget/removed', data: { scopeKind, scopeId } })
    const scope = { scopeKind, scopeId }
    const restored = await restore(work, scope)
    // what has no standing of its own, and no budget any more, has nobody else to say that its wakes may go on
    if (restored.length === 0 && !isOpen(budgetView(found, period))) {
      work.announce({ name: 'budget/restored', data: { companyId: work.companyId, ...scope }, forEngine: true })
    }
    return { budgetId }
  },
})

/** Runs that have reserved on it settle what is left of the others. */
async function erase(work: Work, budgetId: string): Promise<void> {
  const which = [work.companyId, budgetId]
  await work.sql(
    `UPDATE "Reservation" SET "budgetIds" = array_remove("budgetIds", $2)
     WHERE "companyId" = $1 AND "settledAt" IS NULL AND $2 = ANY("budgetIds")`,
    which,
  )
  await work.sql(`DELETE FROM "BudgetIncident" WHERE "companyId" = $1 AND "budgetId" = $2`, which)
  await work.sql(`DELETE FROM "BudgetPeriod" WHERE "companyId" = $1 AND "budgetId" = $2`, which)
  await work.sql(`DELETE FROM "Budget" WHERE "companyId" = $1 AND id = $2`, which)
}
