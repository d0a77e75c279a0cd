'use client'

import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { Granted } from '@/features/companies/ui/granted'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { useToast } from '@/ui/toast'
import type { BudgetView } from '../schema'
import { budgetEffect } from './budget-effect'
import { AmountFields, readAmount, readPercents } from './budget-fields'
import { typedAmount, whoseText, windowLabel } from './budget-words'
import { isRemovable, RemoveBudget } from './remove-budget'

/** Changes the limit of a budget; the effect is spelled out while it is typed. */
export function BudgetDialog({ budget, onClose }: { budget: BudgetView; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const { metric, window, windowHours } = budget
  const [draft, setDraft] = useState({
    cap: typedAmount(metric, budget.cap),
    warn: String(budget.warnPercent),
    stop: String(budget.stopPercent),
  })
  const percents = readPercents(metric, draft)
  const [isRemoving, setIsRemoving] = useState(false)
  const { cap, isUnreadable } = readAmount(metric, draft.cap)
  const save = useSave(
    trpc.budgets.setBudget.mutationOptions({
      onSuccess: () => {
        onClose()
        toast({ text: 'Budget saved' })
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isUnreadable) return
    const { scopeKind, scopeId } = budget
    const name = { scopeKind, scopeId, metric, window, windowHours }
    save.mutate({ companyId: slug, ...name, cap, ...percents })
  }
  if (isRemoving) return <RemoveBudget budget={budget} onClose={() => setIsRemoving(false)} onDone={onClose} />
  return (
    <FormDialog
      needs="budget:allot"
      onClose={onClose}
      title={`Budget of ${whoseText(budget)}`}
      description={`${windowLabel(budget)}${window === 'month' ? " of the company's time zone" : ''}.`}
      size="sm"
      onSubmit={submit}
      submitLabel="Save budget"
      isBusy={save.isPending}
      problem={save.formError}
      otherDeed={
        isRemovable(budget) ? (
          <Granted to="budget:write">
            <Button variant="ghost" onClick={() => setIsRemoving(true)}>
              Remove
            </Button>
          </Granted>
        ) : null
      }
    >
      <AmountFields
        metric={metric}
        draft={draft}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        errors={save.fieldErrors}
      />
      {isUnreadable ? null : (
        <p role="status" className="rounded-md bg-sunken px-3 py-2 text-muted text-sm">
          {budgetEffect(budget, cap, percents.stopPercent)}
        </p>
      )}
    </FormDialog>
  )
}
