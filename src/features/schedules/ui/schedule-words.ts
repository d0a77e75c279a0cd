import type { Timing } from './schedule-choices'
import { intervalParts } from './schedule-pick'

const WEEKDAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays']
const MONTHS = ['', 'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September']
MONTHS.push('October', 'November', 'December')

/** A schedule in words where it has short ones, else its cron expression. */
export function scheduleText({ cron, intervalSeconds }: Timing): string {
  if (intervalSeconds !== null) return `Every ${intervalText(intervalSeconds)}`
  if (cron === null) return 'Never'
  const [minute = '', hour = '', date = '', month = '', weekday = ''] = cron.trim().split(/\s+/)
  const time = timeText(plain(minute, 60), plain(hour, 24))
  const day = dayText(date, month, weekday)
  if (!time || day === null) return `Cron ${cron}`
  if (time.startsWith('at ')) return `${day || 'Every day'} ${time}`
  return day ? `${day}, ${time}` : `${time[0]?.toUpperCase()}${time.slice(1)}`
}

/** "at 09:00 and 17:00", "every 5 minutes from 08:00 until 19:00"; null for what has no short words. */
function timeText(minute: string, hour: string): string | null {
  const hours = numbers(hour, 23)
  if (/^\d+$/.test(minute) && hours) return `at ${listText(hours.map((each) => clock(each, Number(minute))))}`
  const every = minute === '*' ? 'minute' : stepText(minute, 60, 'minute')
  const [from, until] = /^\d+-\d+$/.test(hour) ? hour.split('-').map(Number) : []
  if (every && from !== undefined && until !== undefined && from < until) {
    return `every ${every} from ${clock(from, 0)} until ${clock((until + 1) % 24, 0)}`
  }
  if (every) return hour === '*' ? `every ${every}` : null
  if (!/^\d+$/.test(minute)) return null
  const hourStep = hour === '*' ? 'hour' : stepText(hour, 24, 'hour')
  return hourStep && `every ${hourStep}${minute === '0' ? '' : ` at minute ${minute}`}`
}

/** "", "Workdays", "Mondays and Fridays", "Day 1 of each month"; null for what has no short words. */
function dayText(date: string, month: string, weekday: string): string | null {
  if (date !== '*') {
    const dates = numbers(date, 31)
    if (date === 'L' && month === '*' && weekday === '*') return 'Last day of each month'
    const months = month === '*' ? [] : numbers(month, 12)
    if (weekday !== '*' || !dates || !months) return null
    const of = months.length === 0 ? 'each month' : listText(months.map((each) => MONTHS[each] ?? ''))
    return `Day${dates.length > 1 ? 's' : ''} ${listText(dates.map(String))} of ${of}`
  }
  if (month !== '*') return null
  if (weekday === '*') return ''
  if (weekday === '1-5') return 'Workdays'
  // Sunday is both 0 and 7
  const days = numbers(weekday, 7)?.map((each) => each % 7)
  return days ? listText([...new Set(days)].map((each) => WEEKDAYS[each] ?? '')) : null
}

/** The numbers of a list such as "9,17", each once; null for anything else. */
function numbers(field: string, most: number): number[] | null {
  if (!/^\d+(,\d+)*$/.test(field)) return null
  const found = field.split(',').map(Number)
  return found.every((each) => each <= most) ? [...new Set(found)] : null
}

/** A field with a step of one as any, and with a step over the whole of it as its first: they mean the same. */
function plain(field: string, whole: number): string {
  if (field === '*/1') return '*'
  return field === `*/${whole}` ? '0' : field
}

/** What a step ("every fifth") comes to, where its beat is even; null otherwise. */
function stepText(field: string, whole: number, unit: string): string | null {
  const step = Number(/^\*\/(\d+)$/.exec(field)?.[1])
  return step > 1 && whole % step === 0 ? `${step} ${unit}s` : null
}

const clock = (hour: number, minute: number) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`

/** "a", "a and b", "a, b and c". */
function listText(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

function intervalText(seconds: number): string {
  const { every, unit } = intervalParts(seconds)
  return every === '1' ? unit.slice(0, -1) : `${every} ${unit}`
}
