'use client'

import { useTRPC } from '@/entry/trpc/client'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { useToast } from '@/ui/toast'
import { amountText } from '../rules/amount'
import { isOpen } from '../rules/view'
import type { BudgetView } from '../schema'
import { whoseText, windowLabel } from './budget-words'

/** Every company, project, team and agent has one of money in the month, which counts and stays. */
export const isRemovable = ({ scopeKind, metric, window }: BudgetView) =>
  scopeKind === 'subtree' || scopeKind === 'goal' || metric !== 'money' || window !== 'month'

/** Asks before a budget is removed, and says what then holds and what is forgotten. */
export function RemoveBudget({
  budget,
  onClose,
  onDone,
}: Record<'onClose' | 'onDone', () => void> & { budget: BudgetView }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const remove = useSave(
    trpc.budgets.removeBudget.mutationOptions({
      onSuccess: () => {
        onDone()
        toast({ text: 'Budget removed' })
      },
    }),
  )
  const { scopeKind, scopeId, metric, window, windowHours } = budget
  const name = { companyId: slug, scopeKind, scopeId, metric, window, windowHours }
  const whose = whoseText(budget)
  return (
    <ConfirmDialog
      isOpen
      isDanger
      onClose={onClose}
      onConfirm={() => remove.mutate(name)}
      isBusy={remove.isPending}
      error={remove.problem?.message}
      title={`Remove this budget of ${whose}?`}
      action="Remove budget"
      effect={
        <ul className="flex list-disc flex-col gap-1 pl-4">
          <li>
            {budget.cap === null
              ? `It has no limit. ${windowLabel(budget)}, ${metric}.`
              : `The limit of ${amountText(metric, budget.cap)} (${windowLabel(budget).toLowerCase()}) is gone; other budgets above ${whose} still hold.`}
          </li>
          {isOpen(budget) ? null : <li>What it keeps from starting goes on at once.</li>}
          <li>Its incidents are forgotten. The ledger stays: set again, it counts what was used in its window.</li>
        </ul>
      }
    />
  )
}
