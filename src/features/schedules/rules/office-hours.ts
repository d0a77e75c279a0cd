import { z } from 'zod'

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 09:00')

/**
 * When an agent may wake by itself, in the schedule's zone: on these days (1 is Monday, 7 is Sunday), from one time of day until
 * before another. Hours past midnight belong to the day on which they began.
 */
export const OfficeHours = z
  .object({
    days: z
      .array(z.int().min(1).max(7))
      .min(1, 'must name a day')
      .max(7)
      .transform((days) => [...new Set(days)].sort()),
    from: Clock,
    until: Clock,
  })
  .refine(({ from, until }) => from !== until, 'must not end when they begin')
export type OfficeHours = z.output<typeof OfficeHours>

const WEEKDAYS = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const formats = new Map<string, Intl.DateTimeFormat>()

/** Whether a time is within the hours, in the zone. */
export function isWithin(hours: OfficeHours, zone: string, at: Date): boolean {
  const { weekday, clock } = localTime(zone, at)
  if (hours.from < hours.until) return hours.days.includes(weekday) && clock >= hours.from && clock < hours.until
  const dayBefore = weekday === 1 ? 7 : weekday - 1
  return (
    (hours.days.includes(weekday) && clock >= hours.from) || (hours.days.includes(dayBefore) && clock < hours.until)
  )
}

const MINUTE_MS = 60_000

/** The first time from `at` on that is within the hours: `at` itself while they are open. */
export function nextOpening(hours: OfficeHours, zone: string, at: Date): Date {
  let time = at
  while (!isWithin(hours, zone, time)) {
    const minute = Math.floor(time.getTime() / MINUTE_MS)
    // no further than the half hour, at which a clock may be changed
    time = new Date((minute + Math.min(30 - (minute % 30), minutesClosed(hours, zone, time))) * MINUTE_MS)
  }
  return time
}

/** Minutes until the hours begin, if the clock is not changed before. */
function minutesClosed({ days, from }: OfficeHours, zone: string, at: Date): number {
  const { weekday, clock } = localTime(zone, at)
  const away = minuteOf(from) - minuteOf(clock)
  return Math.min(...days.map((day) => ((day - weekday) * 1440 + away + 10_080) % 10_080 || 10_080))
}

const minuteOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

function localTime(zone: string, at: Date): { weekday: number; clock: string } {
  let format = formats.get(zone)
  if (!format) {
    const fields = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    format = new Intl.DateTimeFormat('en', { timeZone: zone, ...fields })
    formats.set(zone, format)
  }
  const [, day = '', clock = ''] = /^(\w{3})\W+(\d\d:\d\d)/.exec(format.format(at)) ?? []
  return { weekday: WEEKDAYS.indexOf(day), clock }
}
