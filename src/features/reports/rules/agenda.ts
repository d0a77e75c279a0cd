import { isWithin, type OfficeHours } from '@/features/schedules/rules/office-hours'
import { slotsUntil, type Timing } from '@/features/schedules/rules/slots'

/** Times that are found one by one for one schedule; denser ones go on like that. */
const MOST_SLOTS = 200
/** Times of a day that are named; the others are counted. */
const MOST_TIMES = 6

export type AgendaDay = {
  /** As 2026-06-01. */
  day: string
  wakes: number
  /** ISO times of the first six. */
  times: string[]
}

export type Agenda = {
  /** Only days that have a wake. */
  days: AgendaDay[]
  /** Until when all wakes were counted; later ones come like those before. Null: all are there. */
  countedUntil: string | null
}

/**
 * When a schedule wakes from its next slot on until before a time, by the days of a zone.
 * @param zone of the schedule; the days are those of `dayZone`
 */
export function agendaOf(
  schedule: Timing & { zone: string; officeHours: OfficeHours | null; nextAt: Date },
  dayZone: string,
  until: Date,
): Agenda {
  const { zone, officeHours, nextAt } = schedule
  const { slots, next } = slotsUntil(schedule, zone, nextAt, until, MOST_SLOTS)
  const kept = slots.filter((slot) => slot < until && (officeHours === null || isWithin(officeHours, zone, slot)))
  const days = new Map<string, AgendaDay>()
  for (const slot of kept) {
    const day = dayOf(slot, dayZone)
    const entry = days.get(day) ?? { day, wakes: 0, times: [] }
    entry.wakes += 1
    if (entry.times.length < MOST_TIMES) entry.times.push(slot.toISOString())
    days.set(day, entry)
  }
  const goesOn = slots.length === MOST_SLOTS && next !== null && next < until
  return { days: [...days.values()], countedUntil: goesOn ? next.toISOString() : null }
}

/** The days of a zone from one time on, as 2026-06-01. */
export function daysFrom(from: Date, count: number, zone: string): string[] {
  const [year = 0, month = 1, day = 1] = dayOf(from, zone).split('-').map(Number)
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(year, month - 1, day + index)).toISOString().slice(0, 10),
  )
}

const formats = new Map<string, Intl.DateTimeFormat>()

function dayOf(at: Date, zone: string): string {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(zone, format)
  }
  return format.format(at)
}
