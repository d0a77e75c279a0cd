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
