import { amountText } from '../rules/amount'
import { budgetState, stopAt } from '../rules/budget-state'
import { isOpen } from '../rules/view'
import type { BudgetView } from '../schema'
import { whoseText, windowText } from './budget-words'

const UNTIL: Record<BudgetView['window'], string> = {
  month: 'this month',
  rolling: 'until enough of it is past the window',
  lifetime: 'until the limit is raised',
}

/** What saving this cap (null for no limit) and this stop would do, in a sentence for the person who is about to. */
export function budgetEffect(budget: BudgetView, cap: number | null, stopPercent = budget.stopPercent): string {
  const wasHalted = !isOpen(budget)
  const limits = { cap, stopPercent, warnPercent: budget.warnPercent }
  const whose = whoseText(budget)
  const inWords = (amount: number) => amountText(budget.metric, amount)
  if (cap === null) {
    return `Without a limit nothing stops ${whose}.${wasHalted ? ' Work goes on at once.' : ''}`
  }
  const state = budgetState(budget.spent, limits)
  if (!isOpen({ state })) {
    const rest = state === 'stopped' ? `, and what runs may use ${inWords(cap - budget.spent)} more` : ''
    return `${inWords(budget.spent)} is used already: ${whose} starts no further run ${UNTIL[budget.window]}${rest}.`
  }
  const stop = stopAt(limits)!
  const left = `${inWords(Math.max(0, stop - budget.spent - budget.reserved))} left`
  const span = budget.window === 'lifetime' ? '' : ` ${windowText(budget)}`
  const when = stop < cap ? `${span} for new runs, ${inWords(cap - stop)} more for those under way` : span
  if (wasHalted) return `Work of ${whose} goes on at once: ${left}${when}.`
  return `${left}${when}, after ${inWords(budget.spent)} used and ${inWords(budget.reserved)} reserved.`
}
