'use client'

import { CalendarClock } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { type Outputs, useTRPC } from '@/entry/trpc/client'
import { FormProblem } from '@/features/companies/ui/form-problem'
import { useCompanySlug } from '@/features/companies/ui/use-company'
import { useSave } from '@/features/companies/ui/use-save'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Checkbox, Input, Select } from '@/ui/input'
import { Panel } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { SCHEDULE_CHOICES, scheduleText, type Timing } from './schedule-choices'

type Schedule = Outputs['runs']['agentStatus']['schedule']

/** When an agent wakes by itself, in words, with the next times. */
export function SchedulePanel({ agentId, schedule }: { agentId: string; schedule: Schedule }) {
  const [isEditing, setIsEditing] = useState(false)
  return (
    <Panel
      title="Schedule"
      actions={
        <Button size="sm" variant="ghost" onClick={() => setIsEditing(true)}>
          {schedule ? 'Change' : 'Set'}
        </Button>
      }
    >
      {schedule?.isEnabled ? (
        <>
          <p className="flex items-center gap-2 text-sm">
            <CalendarClock aria-hidden className="size-4 text-faint" />
            {scheduleText(schedule)}
            <span className="text-faint">{schedule.cron ? schedule.zone : null}</span>
          </p>
          <ol aria-label="Next wakes" className="mt-2 flex flex-col gap-1 border-t pt-2">
            {schedule.nextWakes.map((at) => (
              <li key={at} className="tnum flex justify-between gap-3 text-muted text-xs">
                <span>{wakeText(at, schedule.zone)}</span>
                <RelativeTime at={at} className="text-faint" />
              </li>
            ))}
          </ol>
        </>
      ) : (
        <p className="text-muted text-sm">Wakes only on events: a new task, a message, a mention.</p>
      )}
      <ScheduleDialog isOpen={isEditing} onClose={() => setIsEditing(false)} agentId={agentId} schedule={schedule} />
    </Panel>
  )
}

function wakeText(at: string, zone: string): string {
  return new Date(at).toLocaleString('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })
}

type ScheduleDialogProps = { isOpen: boolean; onClose: () => void; agentId: string; schedule: Schedule }

function ScheduleDialog({ isOpen, onClose, agentId, schedule }: ScheduleDialogProps) {
  const trpc = useTRPC()
  const formId = useId()
  const { slug } = useCompanySlug()
  const known = SCHEDULE_CHOICES.find((choice) => choice.schedule && schedule && isSame(choice.schedule, schedule))
  const [choiceId, setChoiceId] = useState(known?.id ?? 'custom')
  const save = useSave(trpc.schedules.setSchedule.mutationOptions({ onSuccess: onClose }))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const chosen = SCHEDULE_CHOICES.find((choice) => choice.id === choiceId)?.schedule
    save.mutate({
      companyId: slug,
      agentId,
      isEnabled: form.get('isEnabled') === 'on',
      catchUp: form.get('catchUp') === 'on' ? 'one' : 'skip',
      timeZone: schedule?.timeZone,
      ...(chosen ?? { cron: String(form.get('cron')).trim(), intervalSeconds: null }),
    })
  }
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Schedule"
      description="A wake with nothing to do makes no run and costs nothing."
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isBusy={save.isPending}>
            Save schedule
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Wakes by itself">
          {(control) => (
            <Select {...control} value={choiceId} onChange={(event) => setChoiceId(event.target.value)}>
              {SCHEDULE_CHOICES.filter((choice) => choice.schedule).map((choice) => (
                <option key={choice.id} value={choice.id}>
                  {choice.label}
                </option>
              ))}
              <option value="custom">Cron expression</option>
            </Select>
          )}
        </Field>
        {choiceId === 'custom' ? (
          <Field
            label="Cron expression"
            hint="Minute, hour, day of month, month, day of week."
            error={save.fieldErrors.cron}
          >
            {(control) => (
              <Input
                {...control}
                name="cron"
                className="font-mono"
                defaultValue={schedule?.cron ?? ''}
                placeholder="30 8 * * 1-5"
              />
            )}
          </Field>
        ) : null}
        <Checkbox name="isEnabled" label="Switched on" defaultChecked={schedule?.isEnabled ?? true} />
        <Checkbox
          name="catchUp"
          label="Catch up once"
          hint="When wakes were missed, one comes as soon as it can. Otherwise they are left out."
          defaultChecked={schedule?.catchUp !== 'skip'}
        />
        <FormProblem text={save.formError} />
      </form>
    </Dialog>
  )
}

function isSame(a: Timing, b: Timing): boolean {
  return a.cron === b.cron && a.intervalSeconds === b.intervalSeconds
}
