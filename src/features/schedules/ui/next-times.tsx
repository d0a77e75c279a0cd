'use client'

import { useCompany } from '@/features/companies/ui/use-company'
import { useSettled } from '@/ui/use-settled'
import { isWithin, type OfficeHours } from '../rules/office-hours'
import { cronProblem, nextSlots, zoneProblem } from '../rules/slots'
import type { Timing } from './schedule-choices'
import { scheduleText } from './schedule-words'
import { slotTime } from './slot-time'

type NextTimesProps = {
  timing: Timing
  /** Null or unknown: the company's. */
  timeZone: string | null
  officeHours: OfficeHours | null
}

/** A schedule that is being written, in words, with its next three times; what is wrong with an expression while it has none. */
export function NextTimes({ timing, timeZone, officeHours }: NextTimesProps) {
  const companyZone = useCompany().data?.timeZone
  const zone = timeZone && !zoneProblem(timeZone) ? timeZone : companyZone
  const settled = useSettled(JSON.stringify({ timing, zone, officeHours }))
  const { words, times } = told(JSON.parse(settled))
  return (
    <div role="status" className="tnum min-h-[6.25rem] rounded-md bg-sunken px-3 py-2 text-sm">
      <p className={times.length > 0 ? 'font-medium' : 'text-muted'}>{words}</p>
      {times.length > 0 ? (
        <ol aria-label="Next times" className="mt-1 text-muted text-xs leading-5">
          {times.map((time) => (
            <li key={time}>{time}</li>
          ))}
        </ol>
      ) : null}
    </div>
  )
}

type Asked = { timing: Timing; zone?: string; officeHours: OfficeHours | null }

function told({ timing, zone, officeHours }: Asked): { words: string; times: string[] } {
  const { cron, intervalSeconds } = timing
  if (!zone) return { words: 'The next times stand here.', times: [] }
  if (!cron && (!intervalSeconds || intervalSeconds < 10))
    return { words: 'Say how often: 10 seconds or more.', times: [] }
  const problem = cron ? cronProblem(cron, zone) : null
  if (problem) return { words: `No times yet: it ${problem.replace(/\.$/, '')}.`, times: [] }
  const hours =
    officeHours && officeHours.days.length > 0 && officeHours.from !== officeHours.until ? officeHours : null
  const isKept = (slot: Date) => hours === null || isWithin(hours, zone, slot)
  const slots = nextSlots(timing, zone, new Date(), 3, isKept)
  if (slots.length === 0) return { words: 'It never comes within the office hours.', times: [] }
  return { words: scheduleText(timing), times: slots.map((slot) => slotTime(slot.toISOString(), zone)) }
}
