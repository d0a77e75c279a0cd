import { OfficeHours } from '../rules/office-hours'
import { nextOpenSlots } from '../rules/open-slots'
import { cronProblem, zoneProblem } from '../rules/slots'
import type { Timing } from './schedule-choices'
import { scheduleText } from './schedule-words'
import { slotTime } from './slot-time'

export type AskedTimes = {
  timing: Timing
  /** Unknown while the company is being read. */
  zone?: string
  /** As they are typed: those that are none are left aside. */
  officeHours: OfficeHours | null
}

/** A schedule that is being written, in words, with its next three times; what is wrong with it while it has none. */
export function nextTimesText(
  { timing, zone, officeHours }: AskedTimes,
  now: Date,
): { words: string; times: string[] } {
  const { cron, intervalSeconds } = timing
  if (!zone) return { words: 'The next times stand here.', times: [] }
  if (!cron && (!intervalSeconds || intervalSeconds < 10))
    return { words: 'Say how often: 10 seconds or more.', times: [] }
  const wrongZone = zoneProblem(zone)
  if (wrongZone) return { words: `${wrongZone}.`, times: [] }
  const problem = cron ? cronProblem(cron, zone) : null
  if (problem) return { words: `No times yet: it ${problem.replace(/\.$/, '')}.`, times: [] }
  const hours = OfficeHours.safeParse(officeHours)
  const slots = nextOpenSlots(timing, zone, now, 3, hours.success ? hours.data : null)
  if (slots.length === 0) return { words: 'Not soon: none of its next times is within the office hours.', times: [] }
  const hasSeconds = (intervalSeconds ?? 0) % 60 !== 0
  return { words: scheduleText(timing), times: slots.map((slot) => slotTime(slot.toISOString(), zone, hasSeconds)) }
}
