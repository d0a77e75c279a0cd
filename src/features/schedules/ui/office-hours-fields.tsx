'use client'

import { Field } from '@/ui/field'
import { Checkbox, Input } from '@/ui/input'
import type { FieldsProps } from './schedule-draft'

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** On which days, and from when until when, an agent may wake by itself. */
export function OfficeHoursFields({ draft, change, errors }: FieldsProps) {
  const toggle = (day: number) =>
    change({ days: draft.days.includes(day) ? draft.days.filter((each) => each !== day) : [...draft.days, day].sort() })
  const problem = errors.officeHours ?? errors['officeHours.days']
  return (
    <>
      <Checkbox
        label="Only in office hours"
        hint="Wakes outside of them are left out, and kept in the history."
        checked={draft.hasOfficeHours}
        onChange={(event) => change({ hasOfficeHours: event.target.checked })}
      />
      {draft.hasOfficeHours ? (
        <div className="flex flex-col gap-3 border-l pl-3">
          <fieldset className="flex flex-wrap gap-x-4 gap-y-2">
            <legend className="sr-only">Days</legend>
            {DAYS.map((name, i) => (
              <Checkbox key={name} label={name} checked={draft.days.includes(i + 1)} onChange={() => toggle(i + 1)} />
            ))}
          </fieldset>
          <div className="flex gap-3">
            <Field label="From" error={errors['officeHours.from']}>
              {(control) => (
                <Input
                  {...control}
                  type="time"
                  value={draft.from}
                  onChange={(event) => change({ from: event.target.value })}
                />
              )}
            </Field>
            <Field label="Until" error={errors['officeHours.until']}>
              {(control) => (
                <Input
                  {...control}
                  type="time"
                  value={draft.until}
                  onChange={(event) => change({ until: event.target.value })}
                />
              )}
            </Field>
          </div>
          {problem ? (
            <p role="alert" className="text-bad text-xs">
              {problem}
            </p>
          ) : null}
        </div>
      ) : null}
    </>
  )
}
