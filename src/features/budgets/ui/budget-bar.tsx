import { MoneyBar } from '@/ui/money-bar'
import { amountText } from '../rules/amount'
import type { BudgetView } from '../schema'
import { whoseText, windowLabel, windowText } from './budget-words'

type BudgetBarProps = {
  budget: BudgetView
  /** What its period is expected to come to, in the unit of the metric. */
  forecast?: number | undefined
  isCompact?: boolean
}

/** How much of a budget is used, set aside and left, in its own unit. */
export function BudgetBar({ budget, forecast, isCompact = false }: BudgetBarProps) {
  const { cap, spent, reserved, warnPercent, stopPercent, metric } = budget
  const name = `Budget of ${whoseText(budget)}, ${metric}, ${windowLabel(budget).toLowerCase()}`
  return (
    <MoneyBar
      {...{ cap, spent, reserved, warnPercent, stopPercent, isCompact }}
      label={name}
      period={windowText(budget)}
      {...(forecast === undefined ? {} : { forecast })}
      {...(metric === 'money' ? {} : { textOf: (amount: number) => amountText(metric, amount) })}
    />
  )
}
