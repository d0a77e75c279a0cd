'use client'

import type { ReactNode } from 'react'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { DayBoxes } from './day-boxes'
import { EVEN_MINUTES, type SchedulePick, UNITS, type Unit } from './schedule-pick'

const DATES = Array.from({ length: 31 }, (_, i) => String(i + 1))

type PickFieldsProps = {
  pick: SchedulePick
  change: (part: Partial<SchedulePick>) => void
  errors: Record<string, string | undefined>
}

/** What a kind of schedule needs to be said: how often, at what time, on which days. Whatever is refused is told beside it. */
export function PickFields({ pick, change, errors }: PickFieldsProps) {
  const { kind } = pick
  const isRefused = errors.cron !== undefined
  if (kind === 'interval') return <IntervalField pick={pick} change={change} errors={errors} />
  if (kind === 'cron') return <CronField pick={pick} change={change} errors={errors} />
  if (kind === 'minutes') {
    return (
      <Field label="Minutes between">
        {(control) => (
          <Select {...control} value={pick.every} onChange={(event) => change({ every: event.target.value })}>
            {EVEN_MINUTES.map((minutes) => (
              <option key={minutes}>{minutes}</option>
            ))}
          </Select>
        )}
      </Field>
    )
  }
  if (kind === 'hourly') {
    return (
      <Field label="At minute" error={isRefused ? 'Type a minute from 0 to 59.' : undefined}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            value={pick.minute}
            onChange={(event) => change({ minute: event.target.value })}
          />
        )}
      </Field>
    )
  }
  const time = (
    <Field label="Time" error={isRefused && pick.time === '' ? 'Choose a time of day, such as 09:00.' : undefined}>
      {(control) => (
        <Input {...control} type="time" value={pick.time} onChange={(event) => change({ time: event.target.value })} />
      )}
    </Field>
  )
  if (kind === 'weekly') return <WeekdayFields pick={pick} change={change} isRefused={isRefused} time={time} />
  if (kind !== 'monthly') return time
  return (
    <div className="grid grid-cols-2 items-start gap-3">
      <Field label="Day" hint={Number(pick.date) > 28 ? 'Months without it are left out.' : undefined}>
        {(control) => (
          <Select {...control} value={pick.date} onChange={(event) => change({ date: event.target.value })}>
            {DATES.map((date) => (
              <option key={date}>{date}</option>
            ))}
            <option value="L">Last day</option>
          </Select>
        )}
      </Field>
      {time}
    </div>
  )
}

function IntervalField({ pick, change, errors }: PickFieldsProps) {
  return (
    <div className="grid grid-cols-2 items-start gap-3">
      <Field label="Every" error={errors.intervalSeconds}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            value={pick.every}
            onChange={(event) => change({ every: event.target.value })}
          />
        )}
      </Field>
      <Field label="Unit">
        {(control) => (
          <Select {...control} value={pick.unit} onChange={(event) => change({ unit: event.target.value as Unit })}>
            {Object.keys(UNITS).map((unit) => (
              <option key={unit} value={unit}>
                {`${unit[0]?.toUpperCase()}${unit.slice(1)}`}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  )
}

function CronField({ pick, change, errors }: PickFieldsProps) {
  return (
    <Field label="Cron expression" hint="Minute, hour, day of month, month, day of week." error={errors.cron}>
      {(control) => (
        <Input
          {...control}
          className="font-mono"
          value={pick.cron}
          onChange={(event) => change({ cron: event.target.value })}
          placeholder="30 8 * * 1-5"
          autoComplete="off"
        />
      )}
    </Field>
  )
}

type WeekdayFieldsProps = Omit<PickFieldsProps, 'errors'> & { isRefused: boolean; time: ReactNode }

function WeekdayFields({ pick, change, isRefused, time }: WeekdayFieldsProps) {
  const { weekdays } = pick
  return (
    <div className="flex flex-col gap-3">
      <DayBoxes legend="Days" sunday={0} chosen={weekdays} onChange={(days) => change({ weekdays: days })} />
      {isRefused && weekdays.length === 0 ? (
        <p role="alert" className="text-bad text-xs">
          Choose a day.
        </p>
      ) : null}
      {time}
    </div>
  )
}
