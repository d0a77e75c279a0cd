'use client'

import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { PickFields } from '@/features/schedules/ui/pick-fields'
import {
  chosenKind,
  PICK_KINDS,
  type PickKind,
  pickOf,
  type SchedulePick,
  timingOf,
} from '@/features/schedules/ui/schedule-pick'
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

// what counts the times is fetched when somebody asks for them
const NextTimes = lazy(() => import('@/features/schedules/ui/next-times').then((part) => ({ default: part.NextTimes })))

/** A trigger fires by the clock; an interval has no place on it. */
const KINDS = PICK_KINDS.filter(({ id }) => id !== 'interval')

/** Adds a schedule in words or as a cron expression, or a webhook. */
export function AddTriggerForm({ routineId, onAdded }: AddTriggerFormProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { slug } = useCompanySlug()
  const [isWebhook, setIsWebhook] = useState(false)
  const [pick, setPick] = useState<SchedulePick>(() => pickOf({ cron: null, intervalSeconds: null }))
  const [zone, setZone] = useState('')
  const timeZone = zone.trim() || null
  const timing = timingOf(pick)
  const add = useSave(
    trpc.routines.addTrigger.mutationOptions({
      onSuccess: (made) => {
        onAdded(made)
        queryClient.invalidateQueries(trpc.routines.pathFilter())
      },
    }),
  )
  const choose = (kind: string) => {
    setIsWebhook(kind === 'webhook')
    if (kind !== 'webhook') setPick((before) => ({ ...before, ...chosenKind(before, kind as PickKind) }))
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const ids = { companyId: slug, routineId }
    if (isWebhook) {
      const signing = SIGNINGS.find((name) => name === form.get('signing'))
      return add.mutate({ ...ids, kind: 'webhook', signing })
    }
    add.mutate({ ...ids, kind: 'schedule', cron: timing.cron ?? '', timeZone })
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3 border-t pt-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Fire it">
          {(control) => (
            <Select
              {...control}
              value={isWebhook ? 'webhook' : pick.kind}
              onChange={(event) => choose(event.target.value)}
            >
              {KINDS.map(({ id, label }) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
              <option value="webhook">Webhook</option>
            </Select>
          )}
        </Field>
        {isWebhook ? (
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
          <PickFields
            pick={pick}
            change={(part) => setPick((before) => ({ ...before, ...part }))}
            errors={add.fieldErrors}
          />
        )}
      </div>
      {isWebhook ? null : (
        <>
          <Field label="Time zone" hint="Empty: the company's." isOptional error={add.fieldErrors.timeZone}>
            {(control) => (
              <Input
                {...control}
                value={zone}
                onChange={(event) => setZone(event.target.value)}
                placeholder="Europe/Lisbon"
                autoComplete="off"
              />
            )}
          </Field>
          <Suspense fallback={<div className="min-h-[6.25rem] rounded-md bg-sunken" />}>
            <NextTimes timing={timing} timeZone={timeZone} officeHours={null} />
          </Suspense>
        </>
      )}
      <FormProblem text={add.formError} />
      <div>
        <Button type="submit" isBusy={add.isPending}>
          Add trigger
        </Button>
      </div>
    </form>
  )
}
