import { formatMicros } from '@/ui/money'
import { budgetState } from '../rules/budget-state'
import type { BudgetView } from '../schema'

/** What saving this cap (null for no limit) would do, in a sentence for the person who is about to. */
export function budgetEffect(budget: BudgetView, capMicros: number | null, name: string): string {
  const before = budget.state
  const after = budgetState(budget.spent, capMicros, budget.warnPercent)
  const spent = formatMicros(budget.spent)
  const whose = budget.scopeKind === 'company' ? 'The company' : name
  if (capMicros === null) {
    const resumes = before === 'exceeded' ? ` ${whose} runs again.` : ''
    return `Without a limit nothing stops the spend.${resumes}`
  }
  if (after === 'exceeded') return `${spent} is spent already: ${whose} starts no further run this month.`
  const left = formatMicros(capMicros - budget.spent - budget.reserved)
  if (before === 'exceeded') return `${whose} runs again, with ${left} left this month.`
  return `${left} is left this month, after ${spent} spent and ${formatMicros(budget.reserved)} reserved.`
}
