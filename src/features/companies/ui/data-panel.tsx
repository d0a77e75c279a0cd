'use client'

import type { FormEvent } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { useToast } from '@/ui/toast'
import { FormProblem } from './form-problem'
import { useCompanySlug } from './use-company'
import { useSave } from './use-save'

/** How long the company keeps what grows fastest, and what it keeps in any case. */
export function DataPanel({ company }: { company: Outputs['companies']['getCompany'] }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const save = useSave(
    trpc.companies.updateCompany.mutationOptions({ onSuccess: () => toast({ text: 'Settings saved' }) }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const days = String(new FormData(event.currentTarget).get('runLogDays')).trim()
    save.mutate({ companyId: slug, runLogDays: days === '' ? null : Number(days) })
  }
  return (
    <Panel title="What is kept">
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field
          label="Days that logs of runs and conversations with models are kept"
          isOptional
          hint="0 keeps them for ever. Left empty, the installation decides. Runs, costs and the audit log always stay."
          error={save.fieldErrors.runLogDays}
        >
          {(control) => (
            <Input
              {...control}
              name="runLogDays"
              type="number"
              min={0}
              className="max-w-40"
              defaultValue={company.runLogDays ?? ''}
            />
          )}
        </Field>
        <FormProblem text={save.formError} />
        <div>
          <Button type="submit" isBusy={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Panel>
  )
}
