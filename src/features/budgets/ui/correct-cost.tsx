'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { Menu } from '@/ui/menu'
import { formatMicros, parseDollars } from '@/ui/money'
import { useToast } from '@/ui/toast'

type Entry = Outputs['budgets']['listCosts'][number]
type How = 'void' | 'adjust'
export type Correcting = { entry: Entry; how: How }

/** What can be done about an entry that is wrong. */
export function CostDeeds({ onCorrect }: { onCorrect: (how: How) => void }) {
  return (
    <Menu
      label="Deeds for this cost"
      triggerLabel="Deeds for this cost"
      triggerClassName="inline-flex size-6 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
      trigger={<Ellipsis aria-hidden className="size-4" />}
      items={[
        { id: 'adjust', label: 'Adjust', hint: 'Say what it should have been', onSelect: () => onCorrect('adjust') },
        { id: 'void', label: 'Void', hint: 'It never happened', isDanger: true, onSelect: () => onCorrect('void') },
      ]}
    />
  )
}

/** Asks for what is right, and why; the ledger gets an entry with the difference, and keeps the wrong one. */
export function CorrectCost({ entry, how, onClose }: Correcting & { onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const [reason, setReason] = useState('')
  const [cost, setCost] = useState('')
  const [tokensIn, setTokensIn] = useState(String(entry.tokensIn))
  const [tokensOut, setTokensOut] = useState(String(entry.tokensOut))
  const onSuccess = () => {
    onClose()
    toast({ text: how === 'void' ? 'Cost voided' : 'Cost adjusted' })
    return queryClient.invalidateQueries(trpc.budgets.pathFilter())
  }
  const voiding = useSave(trpc.budgets.voidCost.mutationOptions({ onSuccess }))
  const adjusting = useSave(trpc.budgets.adjustCost.mutationOptions({ onSuccess }))
  const save = how === 'void' ? voiding : adjusting
  const costMicros = cost.trim() === '' ? undefined : parseDollars(cost)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const which = { companyId: slug, costId: entry.id, reason }
    if (how === 'void') voiding.mutate(which)
    else if (costMicros !== null) {
      const changed = (text: string, before: number) => (Number(text) === before ? undefined : Number(text))
      const tokens = { tokensIn: changed(tokensIn, entry.tokensIn), tokensOut: changed(tokensOut, entry.tokensOut) }
      adjusting.mutate({ ...which, costMicros, ...tokens })
    }
  }
  const shown = formatMicros(entry.billing === 'metered' ? entry.costMicros : entry.listMicros)
  return (
    <FormDialog
      needs="company:write"
      onClose={onClose}
      title={how === 'void' ? `Void the cost of ${shown}` : `Adjust the cost of ${shown}`}
      description="An entry with the difference is added. It counts on the same budgets in the same month; what that gives back may end a halt."
      size="sm"
      onSubmit={submit}
      submitLabel={how === 'void' ? 'Void cost' : 'Adjust cost'}
      variant={how === 'void' ? 'danger' : 'primary'}
      isBusy={save.isPending}
      problem={save.formError}
    >
      {how === 'adjust' ? (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Tokens in" error={adjusting.fieldErrors.tokensIn}>
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  min={0}
                  value={tokensIn}
                  onChange={(event) => setTokensIn(event.target.value)}
                />
              )}
            </Field>
            <Field label="Tokens out" error={adjusting.fieldErrors.tokensOut}>
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  min={0}
                  value={tokensOut}
                  onChange={(event) => setTokensOut(event.target.value)}
                />
              )}
            </Field>
          </div>
          <Field
            label="Cost in US dollars"
            isOptional
            hint="Left empty, other tokens are priced anew."
            error={
              costMicros === null ? 'Type an amount in US dollars, such as 0.50.' : adjusting.fieldErrors.costMicros
            }
          >
            {(control) => (
              <Input {...control} value={cost} onChange={(event) => setCost(event.target.value)} inputMode="decimal" />
            )}
          </Field>
        </>
      ) : null}
      <Field label="Why" error={save.fieldErrors.reason}>
        {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
    </FormDialog>
  )
}
