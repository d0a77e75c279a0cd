import { amountText } from '../rules/amount'
import { budgetState } from '../rules/budget-state'
import type { BudgetView } from '../schema'
import { whoseText, windowText } from './budget-words'

const UNTIL: Record<BudgetView['window'], string> = {
  month: 'this month',
  rolling: 'until enough of it is past the window',
  lifetime: 'until the limit is raised',
}

/** What saving this cap (null for no limit) would do, in a sentence for the person who is about to. */
export function budgetEffect(budget: BudgetView, cap: number | null): string {
  const wasHalted = budget.state === 'exceeded'
  const whose = whoseText(budget)
  const inWords = (amount: number) => amountText(budget.metric, amount)
  if (cap === null) {
    return `Without a limit nothing stops ${whose}.${wasHalted ? ' Work goes on at once.' : ''}`
  }
  if (budgetState(budget.spent, cap, budget.warnPercent) === 'exceeded') {
    return `${inWords(budget.spent)} is used already: ${whose} starts no further run ${UNTIL[budget.window]}.`
  }
  const left = `${inWords(cap - budget.spent - budget.reserved)} left`
  const when = budget.window === 'lifetime' ? '' : ` ${windowText(budget)}`
  if (wasHalted) return `Work of ${whose} goes on at once: ${left}${when}.`
  return `${left}${when}, after ${inWords(budget.spent)} used and ${inWords(budget.reserved)} reserved.`
}
