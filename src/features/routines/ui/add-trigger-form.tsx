'use client'

import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { SCHEDULE_CHOICES } from '@/features/schedules/ui/schedule-choices'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { SIGNINGS } from '../rules/signings'
import type { TriggerView } from '../schema'
import { SIGNING_TEXT } from './routine-marks'

type AddTriggerFormProps = {
  routineId: string
  onAdded: (made: { trigger: TriggerView; secret: string | null }) => void
}

const SCHEDULES = SCHEDULE_CHOICES.filter((choice) => choice.schedule?.cron)

/** Adds a schedule in words or as a cron expression, or a webhook. */
export function AddTriggerForm({ routineId, onAdded }: AddTriggerFormProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const [choice, setChoice] = useState(SCHEDULES[0]?.id ?? 'custom')
  const add = useSave(
    trpc.routines.addTrigger.mutationOptions({
      onSuccess: (made) => {
        onAdded(made)
        queryClient.invalidateQueries(trpc.routines.pathFilter())
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const ids = { companyId: slug, routineId }
    if (choice === 'webhook') {
      const signing = SIGNINGS.find((name) => name === form.get('signing'))
      return add.mutate({ ...ids, kind: 'webhook', signing })
    }
    const known = SCHEDULES.find(({ id }) => id === choice)?.schedule?.cron
    const timeZone = form.get('timeZone')?.toString().trim() || null
    add.mutate({ ...ids, kind: 'schedule', cron: known ?? String(form.get('cron')).trim(), timeZone })
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3 border-t pt-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Fire it">
          {(control) => (
            <Select {...control} value={choice} onChange={(event) => setChoice(event.target.value)}>
              {SCHEDULES.map(({ id, label }) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
              <option value="custom">Cron expression</option>
              <option value="webhook">Webhook</option>
            </Select>
          )}
        </Field>
        {choice === 'webhook' ? (
          <Field label="Deliveries prove themselves by">
            {(control) => (
              <Select {...control} name="signing" defaultValue="hmac_sha256">
                {SIGNINGS.map((name) => (
                  <option key={name} value={name}>
                    {SIGNING_TEXT[name]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ) : (
          <Field label="Time zone" hint="Empty: the company's." isOptional error={add.fieldErrors.timeZone}>
            {(control) => <Input {...control} name="timeZone" placeholder="Europe/Lisbon" autoComplete="off" />}
          </Field>
        )}
        {choice === 'custom' ? (
          <Field label="Cron expression" hint="Minute, hour, day, month, day of week." error={add.fieldErrors.cron}>
            {(control) => <Input {...control} name="cron" className="font-mono" placeholder="30 8 * * 1-5" />}
          </Field>
        ) : null}
      </div>
      <FormProblem text={add.formError} />
      <div>
        <Button type="submit" isBusy={add.isPending}>
          Add trigger
        </Button>
      </div>
    </form>
  )
}
