import { Cron } from 'croner'
import { isWithin, type OfficeHours } from './office-hours'
import { nextSlot, slotsUntil, type Timing } from './slots'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS
/** A twelfth of a year. */
export const MONTH_DAYS = 365.2425 / 12
/** Slots that are looked at one by one: finding one takes a tenth of a millisecond. */
const MOST_SLOTS = 500
/** Has no factor in common with the minutes of an hour or the hours of a day, so that all of them are met alike. */
const SAMPLE_MINUTES = 13
const SAMPLE_MS = 4 * WEEK_MS

/**
 * How many slots of a schedule a month has, within the office hours; 0 when there is none. Counted one by one over a year, or over the
 * whole weeks that 500 of them take; denser ones by every thirteenth minute of four weeks, which is right to a few of a hundred.
 * @param after what comes next is counted
 */
export function slotsAMonth(timing: Timing, zone: string, officeHours: OfficeHours | null, after: Date): number {
  const isKept = (at: Date) => officeHours === null || isWithin(officeHours, zone, at)
  const first = nextSlot(timing, zone, after)
  if (!first) return 0
  const from = after.getTime()
  const yearEnd = new Date(from + 365 * DAY_MS)
  const { slots, next } = slotsUntil(timing, zone, first, yearEnd, MOST_SLOTS)
  if (!next || next > yearEnd) return (slots.filter(isKept).length / 365) * MONTH_DAYS
  const weeks = Math.floor((next.getTime() - from) / WEEK_MS)
  if (weeks === 0) return denseSlots(timing, zone, isKept, from)
  const kept = slots.filter((slot) => slot.getTime() <= from + weeks * WEEK_MS && isKept(slot))
  return (kept.length / (weeks * 7)) * MONTH_DAYS
}

function denseSlots(
  { cron, intervalSeconds }: Timing,
  zone: string,
  isKept: (at: Date) => boolean,
  from: number,
): number {
  const pattern = cron ? new Cron(cron, { timezone: zone, paused: true }) : null
  const perMinute = intervalSeconds ? 60 / intervalSeconds : 1
  const start = Math.floor(from / MINUTE_MS) * MINUTE_MS
  let looked = 0
  let kept = 0
  for (let at = start; at < start + SAMPLE_MS; at += SAMPLE_MINUTES * MINUTE_MS) {
    const minute = new Date(at)
    looked += 1
    if (isKept(minute) && (!pattern || pattern.match(minute))) kept += 1
  }
  return (kept / looked) * perMinute * MONTH_DAYS * 1440
}
