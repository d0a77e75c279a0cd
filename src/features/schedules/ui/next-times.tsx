'use client'

import { useMemo } from 'react'
import { useCompany } from '@/features/companies/ui/use-company'
import { useSettled } from '@/ui/use-settled'
import type { OfficeHours } from '../rules/office-hours'
import { nextTimesText } from './next-times-text'
import type { Timing } from './schedule-choices'

type NextTimesProps = {
  timing: Timing
  /** Null: the company's. */
  timeZone: string | null
  officeHours: OfficeHours | null
}

/** A schedule that is being written, in words, with its next three times; what is wrong with an expression while it has none. */
export function NextTimes({ timing, timeZone, officeHours }: NextTimesProps) {
  const companyZone = useCompany().data?.timeZone
  const zone = timeZone ?? companyZone
  // a whole draft comes as `timing`: what is typed in its other fields asks for no other times
  const { cron, intervalSeconds } = timing
  const settled = useSettled(JSON.stringify({ timing: { cron, intervalSeconds }, zone, officeHours }))
  // counting takes a while, and an interval would count from another moment each time
  const { words, times } = useMemo(() => nextTimesText(JSON.parse(settled), new Date()), [settled])
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
