'use client'

import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { parseDollars } from '@/ui/money'
import { useToast } from '@/ui/toast'

const typed = (micros: number | null | undefined) => (micros == null ? '' : String(micros / 1_000_000))

/** What each amount is called in the command. */
const FIELDS = {
  in: 'inMicros',
  out: 'outMicros',
  cached: 'cachedMicros',
  written: 'cacheWrittenMicros',
} as const

export type Price = Outputs['budgets']['findPrices']['prices'][number]

/** A company's own price of a model, from today on; it goes before the price table, and can be taken back. */
export function PriceDialog({ price, onClose }: { price: Price | null; onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const ownName = price?.ownPriceId ? (price.matched ?? price.model) : price?.model
  const [draft, setDraft] = useState({
    ...{ model: ownName ?? '', provider: price?.ownPriceId ? (price.provider ?? '') : (price?.forProvider ?? '') },
    ...{
      in: typed(price?.inMicros),
      out: typed(price?.outMicros),
      cached: price?.source ? typed(price.cachedMicros) : '',
      written: price?.source ? typed(price.cacheWrittenMicros) : '',
    },
  })
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }))
  const done = (text: string) => () => {
    onClose()
    toast({ text })
    return queryClient.invalidateQueries(trpc.budgets.pathFilter())
  }
  const save = useSave(trpc.budgets.setModelPrice.mutationOptions({ onSuccess: done('Price set') }))
  const remove = useSave(trpc.budgets.removeModelPrice.mutationOptions({ onSuccess: done('Price taken back') }), {
    toastsProblem: true,
  })
  const [inMicros, outMicros] = [parseDollars(draft.in), parseDollars(draft.out)]
  const cachedMicros = draft.cached.trim() === '' ? null : parseDollars(draft.cached)
  const cacheWrittenMicros = draft.written.trim() === '' ? null : parseDollars(draft.written)
  const isReadable = (text: string, micros: number | null) => text.trim() === '' || micros !== null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (inMicros === null || outMicros === null || !isReadable(draft.cached, cachedMicros)) return
    if (!isReadable(draft.written, cacheWrittenMicros)) return
    const { model, provider } = draft
    save.mutate({ companyId: slug, model, provider, inMicros, outMicros, cachedMicros, cacheWrittenMicros })
  }
  const text = (
    key: keyof typeof draft,
    label: string,
    more: { hint?: string; error?: string; isOptional?: boolean },
  ) => (
    <Field label={label} {...more}>
      {(control) => (
        <Input
          {...control}
          value={draft[key]}
          onChange={(event) => change({ [key]: event.target.value })}
          autoComplete="off"
        />
      )}
    </Field>
  )
  const amount = (key: keyof typeof FIELDS, label: string, micros: number | null, isOptional = false) =>
    text(key, label, {
      ...{ isOptional, hint: isOptional ? 'Left empty: like input.' : undefined },
      error: isReadable(draft[key], micros)
        ? save.fieldErrors[FIELDS[key]]
        : 'Type an amount in US dollars, such as 2.50.',
    })
  return (
    <FormDialog
      needs="company:write"
      onClose={onClose}
      title={price ? `Price of ${ownName}` : 'Set a price'}
      description="In US dollars per million tokens, from today on. Costs that are in the ledger stay as they are."
      onSubmit={submit}
      submitLabel="Set price"
      isBusy={save.isPending}
      isDisabled={draft.model.trim() === '' || inMicros === null || outMicros === null}
      problem={save.formError}
      otherDeed={
        price?.ownPriceId ? (
          <Button
            variant="ghost"
            isBusy={remove.isPending}
            onClick={() => remove.mutate({ companyId: slug, priceId: price.ownPriceId ?? '' })}
          >
            Take back
          </Button>
        ) : null
      }
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {text('model', 'Model', { hint: 'Its name, or its beginning and a star.', error: save.fieldErrors.model })}
        {text('provider', 'Provider', { isOptional: true, hint: 'Left empty: any.', error: save.fieldErrors.provider })}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        {amount('in', 'In', inMicros)}
        {amount('out', 'Out', outMicros)}
        {amount('cached', 'From a cache', cachedMicros, true)}
        {amount('written', 'Into a cache', cacheWrittenMicros, true)}
      </div>
    </FormDialog>
  )
}
