import type { Outputs } from '@/entry/trpc/client'

/** A schedule with its wakes by day. */
export type ComingWake = Outputs['reports']['comingWakes']['rows'][number]

/** Times that a cell has room for. */
const ROOM = 2

/** "Today", "Tomorrow", "Wed 3 Jun". */
export function dayHead(day: string, index: number): string {
  if (index === 0) return 'Today'
  if (index === 1) return 'Tomorrow'
  return new Date(`${day}T12:00:00Z`).toLocaleDateString('en-GB', {
    ...{ timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' },
  })
}

/**
 * What a schedule does on a day, for a small cell: its times where there are few, else how often; with all that is known for whoever
 * asks. Days behind the last one that was counted go on like those before.
 */
export function cellOf(row: Pick<ComingWake, 'days' | 'countedUntil'>, day: string, zone: string) {
  const found = row.days.find((each) => each.day === day)
  const clock = (at: string) =>
    new Date(at).toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
  const last = row.days.at(-1)?.day
  const goesOn = row.countedUntil !== null && (last === undefined || day >= last)
  if (!found) return { text: goesOn ? 'goes on' : '', more: undefined, isDense: true }
  const times = found.times.map(clock)
  const count = `${found.wakes}${goesOn ? '+' : ''} wakes`
  const more = `${times.join(', ')}${found.wakes > times.length ? ` and ${found.wakes - times.length} more` : ''}`
  return found.wakes <= ROOM && !goesOn
    ? { text: times.join(', '), more, isDense: false }
    : { text: count, more, isDense: true }
}

/** A day of the agenda with what wakes on it and how many these are, or the days from one to another on which nothing does. */
export type AgendaPart = QuietPart | { index: number; day: string; rows: ComingWake[]; count: string }
type QuietPart = { index: number; day: string; untilDay: string }

/**
 * The days in order, each with the schedules that wake on it, the earliest first; days without any that follow each other are one, and today is always
 * there. While more schedules are to be read no day is known to be quiet, and a count is the least.
 */
export function agendaOf(
  days: readonly string[],
  rows: readonly ComingWake[],
  zone: string,
  hasMore: boolean,
): AgendaPart[] {
  const parts: AgendaPart[] = []
  days.forEach((day, index) => {
    const firstAt = (row: ComingWake) => row.days.find((each) => each.day === day)?.times[0] ?? ''
    const woken = rows
      .filter((row) => cellOf(row, day, zone).text !== '')
      .sort((one, other) => firstAt(one).localeCompare(firstAt(other)))
    const last = parts.at(-1)
    if (woken.length > 0) parts.push({ index, day, rows: woken, count: `${woken.length}${hasMore ? '+' : ''}` })
    else if (hasMore) return
    else if (last && 'untilDay' in last && last.index > 0) last.untilDay = day
    else parts.push({ index, day, untilDay: day })
  })
  return parts
}

/** "Today: nothing", "Wed 3 Jun to Fri 5 Jun: nothing". */
export function quietText({ index, day, untilDay }: QuietPart): string {
  const from = dayHead(day, index)
  return day === untilDay ? `${from}: nothing` : `${from} to ${dayHead(untilDay, 2)}: nothing`
}
