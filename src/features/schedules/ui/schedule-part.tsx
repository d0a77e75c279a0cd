'use client'

import { CalendarClock } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Outputs } from '@/entry/trpc/client'
import { Granted } from '@/features/companies/ui/granted'
import { Button } from '@/ui/button'
import { PanelPart } from '@/ui/panel'
import { RelativeTime } from '@/ui/relative-time'
import { scheduleText } from './schedule-words'
import { slotTime } from './slot-time'

const ScheduleDialog = lazy(() => import('./schedule-dialog').then((part) => ({ default: part.ScheduleDialog })))
const SlotsDialog = lazy(() => import('./slots-dialog').then((part) => ({ default: part.SlotsDialog })))

type Schedule = Outputs['runs']['agentStatus']['schedule']

/** When an agent wakes by itself, in words, with the next times: a part of the card of its limits. */
export function SchedulePart({ agentId, schedule }: { agentId: string; schedule: Schedule }) {
  const [isEditing, setIsEditing] = useState(false)
  const [isLooking, setIsLooking] = useState(false)
  return (
    <PanelPart
      title="Schedule"
      actions={
        <>
          {schedule ? (
            <Button size="sm" variant="ghost" onClick={() => setIsLooking(true)}>
              History
            </Button>
          ) : null}
          <Granted to="org:write">
            <Button size="sm" variant="ghost" onClick={() => setIsEditing(true)}>
              {schedule ? 'Change' : 'Set'}
            </Button>
          </Granted>
        </>
      }
    >
      {schedule?.isEnabled ? (
        <>
          <p className="flex items-center gap-2 text-sm">
            <CalendarClock aria-hidden className="size-4 text-faint" />
            {scheduleText(schedule)}
            <span className="text-faint">{schedule.cron ? schedule.zone : null}</span>
          </p>
          {policyTexts(schedule).map((text) => (
            <p key={text} className="mt-1 text-muted text-xs">
              {text}
            </p>
          ))}
          <ol aria-label="Next wakes" className="mt-2 flex flex-col gap-1 border-t pt-2">
            {schedule.nextWakes.map((at) => (
              <li key={at} className="tnum flex justify-between gap-3 text-muted text-xs">
                <span>{slotTime(at, schedule.zone)}</span>
                <RelativeTime at={at} className="text-faint" />
              </li>
            ))}
          </ol>
        </>
      ) : (
        <p className="text-muted text-sm">Wakes only on events: a new task, a message, a mention.</p>
      )}
      <Suspense>
        {isEditing ? (
          <ScheduleDialog onClose={() => setIsEditing(false)} agentId={agentId} schedule={schedule} />
        ) : null}
        {isLooking && schedule ? (
          <SlotsDialog agentId={agentId} zone={schedule.zone} onClose={() => setIsLooking(false)} />
        ) : null}
      </Suspense>
    </PanelPart>
  )
}

const DAYS = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** How the wakes are spread, and which are left out. */
function policyTexts({ officeHours, staggerMs }: NonNullable<Schedule>): string[] {
  const seconds = Math.round(staggerMs / 1000)
  return [
    ...(officeHours
      ? [
          `Only ${officeHours.days.map((day) => DAYS[day]).join(', ')} from ${officeHours.from} until ${officeHours.until}`,
        ]
      : []),
    ...(seconds > 0 ? [`Each ${seconds} s after its time, so that not all agents wake at once`] : []),
  ]
}
