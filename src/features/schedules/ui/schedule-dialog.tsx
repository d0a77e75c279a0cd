'use client'

import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/entry/trpc/client'
import { FormDialog } from '@/features/companies/ui/form-dialog'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Field } from '@/ui/field'
import { Checkbox, Input, Select } from '@/ui/input'
import { NextTimes } from './next-times'
import { OfficeHoursFields } from './office-hours-fields'
import { PickFields } from './pick-fields'
import { ScheduleCost } from './schedule-cost'
import { changeOf, type Draft, draftOf, type FieldsProps, type Kept } from './schedule-draft'
import { chosenKind, PICK_KINDS, type PickKind, type SchedulePick } from './schedule-pick'

type ScheduleDialogProps = { onClose: () => void; agentId: string; schedule: Kept | null }

/** Sets when an agent wakes by itself, and what becomes of wakes that are missed. */
export function ScheduleDialog({ onClose, agentId, schedule }: ScheduleDialogProps) {
  const trpc = useTRPC()
  const { slug } = useCompanySlug()
  const [draft, setDraft] = useState(() => draftOf(schedule))
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const timeZone = schedule?.timeZone ?? null
  const now = changeOf(draft, timeZone)
  const save = useSave(trpc.schedules.setSchedule.mutationOptions({ onSuccess: onClose }))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    save.mutate({ companyId: slug, agentId, ...now })
  }
  return (
    <FormDialog
      needs="org:write"
      onClose={onClose}
      title="Schedule"
      description="A wake with nothing to do makes no run and costs nothing."
      onSubmit={submit}
      submitLabel="Save schedule"
      isBusy={save.isPending}
      problem={save.formError}
    >
      <TimingFields draft={draft} change={change} errors={save.fieldErrors} />
      <NextTimes timing={now} timeZone={timeZone} officeHours={now.officeHours} />
      <SpreadField draft={draft} change={change} errors={save.fieldErrors} />
      <ScheduleCost agentId={agentId} draft={draft} timeZone={timeZone} />
      <MissedFields draft={draft} change={change} errors={save.fieldErrors} />
      <OfficeHoursFields draft={draft} change={change} errors={save.fieldErrors} />
      <Checkbox
        label="Switched on"
        checked={draft.isEnabled}
        onChange={(event) => change({ isEnabled: event.target.checked })}
      />
    </FormDialog>
  )
}

function TimingFields({ draft, change, errors }: FieldsProps) {
  const { pick } = draft
  const changePick = (part: Partial<SchedulePick>) => change({ pick: { ...pick, ...part } })
  return (
    <>
      <Field label="Wakes by itself">
        {(control) => (
          <Select
            {...control}
            value={pick.kind}
            onChange={(event) => changePick(chosenKind(pick, event.target.value as PickKind))}
          >
            {PICK_KINDS.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <PickFields pick={pick} change={changePick} errors={errors} />
    </>
  )
}

function SpreadField({ draft, change, errors }: FieldsProps) {
  return (
    <Field
      label="Spread"
      hint="The agents of a company wake one after the other; each always as long after its time."
      error={errors.staggerSeconds}
    >
      {(control) => (
        <Select
          {...control}
          value={draft.staggerSeconds}
          onChange={(event) => change({ staggerSeconds: event.target.value })}
        >
          <option value="">Over a minute, or a tenth of the interval</option>
          <option value="0">Not at all</option>
          <option value="300">Over 5 minutes</option>
          <option value="900">Over 15 minutes</option>
          {['', '0', '300', '900'].includes(draft.staggerSeconds) ? null : (
            <option value={draft.staggerSeconds}>Over {draft.staggerSeconds} seconds</option>
          )}
        </Select>
      )}
    </Field>
  )
}

function MissedFields({ draft, change, errors }: FieldsProps) {
  return (
    <>
      <Field label="Wakes that were missed" hint="While nothing could wake: an outage, for example.">
        {(control) => (
          <Select
            {...control}
            value={draft.catchUp}
            onChange={(event) => change({ catchUp: event.target.value as Draft['catchUp'] })}
          >
            <option value="one">One wake stands for all of them</option>
            <option value="capped">One wake names the newest of them</option>
            <option value="skip">They are left out</option>
          </Select>
        )}
      </Field>
      {draft.catchUp === 'capped' ? (
        <Field label="How many it names" hint="1 to 25." error={errors.catchUpCap}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={draft.catchUpCap}
              onChange={(event) => change({ catchUpCap: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      {draft.catchUp === 'skip' ? null : (
        <Field
          label="Most minutes late"
          hint="A wake that is later than this is left out."
          error={errors.maxLatenessSeconds}
          isOptional
        >
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={draft.maxLatenessMinutes}
              onChange={(event) => change({ maxLatenessMinutes: event.target.value })}
              placeholder="However late"
            />
          )}
        </Field>
      )}
    </>
  )
}
