'use client'

import { Field } from '@/ui/field'
import { Checkbox, Input } from '@/ui/input'
import { DayBoxes } from './day-boxes'
import type { FieldsProps } from './schedule-draft'

/** On which days, and from when until when, an agent may wake by itself. */
export function OfficeHoursFields({ draft, change, errors }: FieldsProps) {
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
          <DayBoxes legend="Days" isLegendHidden sunday={7} chosen={draft.days} onChange={(days) => change({ days })} />
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
