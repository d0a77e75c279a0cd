'use client'

import { type FormEvent, useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input, Textarea } from '@/ui/input'
import { useToast } from '@/ui/toast'
import { FormProblem } from './form-problem'
import { Granted, GrantedFields } from './granted'
import { useCompanySlug } from './use-company'
import { useSave } from './use-save'

type Company = Outputs['companies']['getCompany']
type Fields = Pick<Company, 'name' | 'mission' | 'timeZone' | 'maxConcurrentRuns' | 'runtimeLimits'>

/**
 * Name, mission, time zone and limits of the company. It sends only what was changed in it, so that it takes back
 * nothing that somebody else has changed meanwhile.
 */
export function CompanyForm({ company }: { company: Company }) {
  const trpc = useTRPC()
  const toast = useToast()
  const { slug } = useCompanySlug()
  const [before, setBefore] = useState<Fields>(company)
  const save = useSave(trpc.companies.updateCompany.mutationOptions())
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const now = fieldsOf(new FormData(event.currentTarget))
    const onSuccess = () => {
      setBefore(now)
      toast({ text: 'Settings saved' })
    }
    const changed = changesIn(before, now)
    if (Object.values(changed).every((value) => value === undefined)) return toast({ text: 'Nothing was changed' })
    save.mutate({ companyId: slug, ...changed }, { onSuccess })
  }
  const errors = save.fieldErrors
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <GrantedFields to="company:write">
        <Field label="Name" error={errors.name}>
          {(control) => <Input {...control} name="name" defaultValue={before.name} />}
        </Field>
        <Field label="Mission" hint="Every agent reads it, and every task leads back to it." error={errors.mission}>
          {(control) => <Textarea {...control} name="mission" rows={3} defaultValue={before.mission} />}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Time zone" hint="Budget months and schedules follow it." error={errors.timeZone}>
            {(control) => (
              <>
                <Input {...control} name="timeZone" list="time-zones" defaultValue={before.timeZone} />
                <datalist id="time-zones">
                  {Intl.supportedValuesOf('timeZone').map((zone) => (
                    <option key={zone} value={zone} />
                  ))}
                </datalist>
              </>
            )}
          </Field>
          <Field
            label="Runs at the same time"
            isOptional
            hint="Left empty, there is no limit."
            error={errors.maxConcurrentRuns}
          >
            {(control) => (
              <Input
                {...control}
                name="maxConcurrentRuns"
                type="number"
                min={1}
                defaultValue={before.maxConcurrentRuns ?? ''}
              />
            )}
          </Field>
        </div>
        <Field
          label="Runs at the same time by runtime"
          isOptional
          hint="One a line, as in claude-code 2. What is not named has no limit of its own."
          error={errors.runtimeLimits}
        >
          {(control) => (
            <Textarea {...control} name="runtimeLimits" rows={2} defaultValue={textOf(before.runtimeLimits)} />
          )}
        </Field>
        <FormProblem text={save.formError} />
      </GrantedFields>
      <Granted to="company:write">
        <div>
          <Button type="submit" variant="primary" isBusy={save.isPending}>
            Save settings
          </Button>
        </div>
      </Granted>
    </form>
  )
}

function fieldsOf(form: FormData): Fields {
  const limit = String(form.get('maxConcurrentRuns')).trim()
  return {
    name: String(form.get('name')),
    mission: String(form.get('mission')),
    timeZone: String(form.get('timeZone')),
    maxConcurrentRuns: limit === '' ? null : Number(limit),
    runtimeLimits: limitsOf(String(form.get('runtimeLimits'))),
  }
}

function changesIn(before: Fields, now: Fields): Partial<Fields> {
  const unlessSame = <Value,>(old: Value, value: Value) =>
    JSON.stringify(old) === JSON.stringify(value) ? undefined : value
  return {
    name: unlessSame(before.name, now.name),
    mission: unlessSame(before.mission, now.mission),
    timeZone: unlessSame(before.timeZone, now.timeZone),
    maxConcurrentRuns: unlessSame(before.maxConcurrentRuns, now.maxConcurrentRuns),
    runtimeLimits: unlessSame(before.runtimeLimits, now.runtimeLimits),
  }
}

const textOf = (limits: Record<string, number>) =>
  Object.entries(limits)
    .map(([runtime, runs]) => `${runtime} ${runs}`)
    .join('\n')

/** What is no number is refused by the server, with a word on it. */
function limitsOf(text: string): Record<string, number> {
  const lines = text.split('\n').map((line) => line.trim().split(/[\s:=]+/))
  return Object.fromEntries(lines.filter(([runtime]) => runtime).map(([runtime, runs]) => [runtime, Number(runs)]))
}
