'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { Field } from '@/ui/field'
import { Input, Textarea } from '@/ui/input'
import { parseDollars } from '@/ui/money'
import { CAREFUL_GATES } from '../rules/careful-gates'
import { FormProblem } from './form-problem'
import { useSave } from './use-save'

export const createCompanyFormId = 'create-company'

/** Name, mission and monthly limit of a new company. The button that submits it stands elsewhere, tied by the form's id. */
export function CreateCompanyForm({ onBusy }: { onBusy: (isBusy: boolean) => void }) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const [capError, setCapError] = useState<string>()
  const create = useSave(
    trpc.companies.createCompany.mutationOptions({
      onSuccess: (company) => {
        queryClient.invalidateQueries({ queryKey: trpc.companies.listCompanies.pathKey() })
        router.push(`/c/${company.slug}`)
      },
      onError: () => onBusy(false),
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const cap = String(form.get('cap')).trim()
    const capMicros = cap === '' ? null : parseDollars(cap)
    if (cap !== '' && capMicros === null) return setCapError('Type an amount in US dollars, such as 50 or 12.50.')
    setCapError(undefined)
    onBusy(true)
    create.mutate({
      name: String(form.get('name')),
      mission: String(form.get('mission')),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      capMicros,
      gates: CAREFUL_GATES,
    })
  }
  return (
    <form id={createCompanyFormId} onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field label="Name" error={create.fieldErrors.name}>
        {(control) => (
          <Input {...control} name="name" maxLength={120} placeholder="Northwind Notes" autoComplete="off" />
        )}
      </Field>
      <Field
        label="Mission"
        isOptional
        hint="Why the company exists. Every task leads back to it, and every agent reads it."
        error={create.fieldErrors.mission}
      >
        {(control) => (
          <Textarea {...control} name="mission" rows={3} placeholder="Build the note-taking app that teams keep" />
        )}
      </Field>
      <Field
        label="Monthly limit in US dollars"
        isOptional
        hint="All agents together stop before they spend more. Left empty, there is no limit."
        error={capError ?? create.fieldErrors.capMicros}
      >
        {(control) => <Input {...control} name="cap" inputMode="decimal" placeholder="50" autoComplete="off" />}
      </Field>
      <FormProblem text={create.formError} />
    </form>
  )
}
