'use client'

import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { parseDollars } from '@/ui/money'
import { useToast } from '@/ui/toast'
import type { BudgetView } from '../schema'
import { budgetEffect } from './budget-effect'

/** Sets a monthly limit; the effect is spelled out while it is typed. */
export function BudgetDialog({ budget, name, onClose }: { budget: BudgetView; name: string; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const [cap, setCap] = useState(budget.cap === null ? '' : String(budget.cap / 1_000_000))
  const [warn, setWarn] = useState(String(budget.warnPercent))
  const capMicros = cap.trim() === '' ? null : parseDollars(cap)
  const isUnreadable = cap.trim() !== '' && capMicros === null
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
    save.mutate({ companyId: slug, scopeKind, scopeId, cap: capMicros, warnPercent: Number(warn) })
  }
  return (
    <FormDialog
      onClose={onClose}
      title={`Budget of ${name}`}
      description="US dollars in a calendar month of the company's time zone."
      size="sm"
      onSubmit={submit}
      submitLabel="Save budget"
      isBusy={save.isPending}
      problem={save.formError}
    >
      <Field
        label="Monthly limit in US dollars"
        hint="Left empty, there is no limit."
        error={isUnreadable ? 'Type an amount in US dollars, such as 50 or 12.50.' : save.fieldErrors.capMicros}
      >
        {(control) => (
          <Input {...control} value={cap} onChange={(event) => setCap(event.target.value)} inputMode="decimal" />
        )}
      </Field>
      <Field label="Warn at, in percent" error={save.fieldErrors.warnPercent}>
        {(control) => (
          <Input
            {...control}
            type="number"
            min={1}
            max={99}
            value={warn}
            onChange={(event) => setWarn(event.target.value)}
          />
        )}
      </Field>
      {isUnreadable ? null : (
        <p role="status" className="rounded-md bg-sunken px-3 py-2 text-muted text-sm">
          {budgetEffect(budget, capMicros, name)}
        </p>
      )}
    </FormDialog>
  )
}
