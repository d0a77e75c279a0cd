'use client'

import { type FormEvent, useId, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
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
  const formId = useId()
  const { slug } = useCompanySlug()
  const [cap, setCap] = useState(budget.capMicros === null ? '' : String(budget.capMicros / 1_000_000))
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
    save.mutate({ companyId: slug, scopeKind, scopeId, capMicros, warnPercent: Number(warn) })
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Budget of ${name}`}
      description="US dollars in a calendar month of the company's time zone."
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isBusy={save.isPending}>
            Save budget
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
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
        <FormProblem text={save.formError} />
      </form>
    </Dialog>
  )
}
