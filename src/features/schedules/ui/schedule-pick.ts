import type { Timing } from './schedule-choices'

/** How a schedule is said, friendliest first; `cron` is for the rest. */
export const PICK_KINDS = [
  { id: 'interval', label: 'At an interval' },
  { id: 'minutes', label: 'Every few minutes, by the clock' },
  { id: 'hourly', label: 'Every hour' },
  { id: 'daily', label: 'Every day at' },
  { id: 'workdays', label: 'Workdays at' },
  { id: 'weekly', label: 'On days of the week at' },
  { id: 'monthly', label: 'On a day of the month at' },
  { id: 'cron', label: 'Cron expression' },
] as const
export type PickKind = (typeof PICK_KINDS)[number]['id']

export const UNITS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const
export type Unit = keyof typeof UNITS

/** Minutes that go evenly into an hour, so that the beat holds across it. */
export const EVEN_MINUTES = ['1', '2', '3', '5', '6', '10', '12', '15', '20', '30'] as const

/** The fields of a schedule's form, as texts; those of other kinds keep what was typed. */
export type SchedulePick = {
  kind: PickKind
  /** How many units lie between two wakes: any number for `interval`, one of EVEN_MINUTES for `minutes`. */
  every: string
  unit: Unit
  /** The minute of the hour. */
  minute: string
  /** "09:00" */
  time: string
  /** 0 is Sunday. */
  weekdays: number[]
  /** Day of the month, or L for its last. */
  date: string
  cron: string
}

const NEW: SchedulePick = {
  ...{ kind: 'workdays', every: '15', unit: 'minutes', minute: '0', time: '09:00', weekdays: [1], date: '1', cron: '' },
}

/** What the form shows for a schedule. What no friendly kind would write back letter by letter is a cron expression. */
export function pickOf({ cron, intervalSeconds }: Timing): SchedulePick {
  if (intervalSeconds !== null) return { ...NEW, kind: 'interval', ...intervalParts(intervalSeconds) }
  if (cron === null) return NEW
  const found = friendly(cron)
  return found && timingOf(found).cron === cron ? { ...found, cron } : { ...NEW, kind: 'cron', cron }
}

/** The schedule that the form says. A number that is none comes out as one that is refused. */
export function timingOf(pick: SchedulePick): Timing {
  if (pick.kind === 'interval') return { cron: null, intervalSeconds: Number(pick.every) * UNITS[pick.unit] }
  return { cron: cronOf(pick), intervalSeconds: null }
}

/** The same as a cron expression, for whoever takes up the expression from there; an interval has none. */
function cronOf(pick: SchedulePick): string {
  const [hour, minute] = pick.time === '' ? ['', ''] : pick.time.split(':').map((part) => String(Number(part)))
  const at = `${minute} ${hour}`
  switch (pick.kind) {
    case 'minutes':
      return pick.every === '1' ? '* * * * *' : `*/${pick.every} * * * *`
    case 'hourly':
      return `${pick.minute.trim()} * * * *`
    case 'daily':
      return `${at} * * *`
    case 'workdays':
      return `${at} * * 1-5`
    case 'weekly':
      return `${at} * * ${pick.weekdays.join(',')}`
    case 'monthly':
      return `${at} ${pick.date} * *`
    default:
      return pick.cron.trim()
  }
}

/** The fields that begin with what was chosen before: who turns to the expression goes on from it. */
export function chosenKind(pick: SchedulePick, kind: PickKind): Partial<SchedulePick> {
  if (kind === 'cron' && pick.kind !== 'interval') return { kind, cron: cronOf(pick) }
  if (kind !== 'minutes') return { kind }
  // "every 2" hours must not become every 2 minutes
  const isEven = pick.unit === 'minutes' && EVEN_MINUTES.some((minutes) => minutes === pick.every)
  return { kind, unit: 'minutes', every: isEven ? pick.every : '15' }
}

/** The largest unit that goes evenly into an interval, and how many of it. */
export function intervalParts(seconds: number): { every: string; unit: Unit } {
  const unit = (['days', 'hours', 'minutes'] as const).find((name) => seconds % UNITS[name] === 0) ?? 'seconds'
  return { every: String(seconds / UNITS[unit]), unit }
}

/** The friendly kind that an expression looks like, or none. */
function friendly(cron: string): SchedulePick | null {
  const [minute = '', hour = '', date = '', month = '', weekday = ''] = cron.split(' ')
  if (month !== '*') return null
  if (hour === '*') {
    if (date !== '*' || weekday !== '*') return null
    const every = minute === '*' ? '1' : minute.replace('*/', '')
    if (minute !== every) return EVEN_MINUTES.some((each) => each === every) ? { ...NEW, kind: 'minutes', every } : null
    return isUpTo(minute, 59) ? { ...NEW, kind: 'hourly', minute } : null
  }
  if (!isUpTo(minute, 59) || !isUpTo(hour, 23)) return null
  const at = { ...NEW, time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` }
  if (date !== '*') {
    const isDay = date === 'L' || (isUpTo(date, 31) && date !== '0')
    return weekday === '*' && isDay ? { ...at, kind: 'monthly', date } : null
  }
  if (weekday === '*') return { ...at, kind: 'daily' }
  if (weekday === '1-5') return { ...at, kind: 'workdays' }
  const weekdays = weekday.split(',')
  const isSorted = weekdays.every((day, i) => /^[0-6]$/.test(day) && (i === 0 || day > (weekdays[i - 1] ?? '')))
  return isSorted ? { ...at, kind: 'weekly', weekdays: weekdays.map(Number) } : null
}

const isUpTo = (text: string, most: number) => /^\d+$/.test(text) && Number(text) <= most
