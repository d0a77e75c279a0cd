export type Timing = { cron: string | null; intervalSeconds: number | null }

/** Schedules that most agents need; any other is typed as a cron expression. */
export const SCHEDULE_CHOICES: readonly { id: string; label: string; schedule: Timing | null }[] = [
  { id: 'none', label: 'No, only on events', schedule: null },
  { id: '15m', label: 'Every 15 minutes', schedule: { cron: null, intervalSeconds: 900 } },
  { id: '1h', label: 'Every hour', schedule: { cron: null, intervalSeconds: 3_600 } },
  { id: 'workdays', label: 'Workdays at 09:00', schedule: { cron: '0 9 * * 1-5', intervalSeconds: null } },
  { id: 'daily', label: 'Every day at 09:00', schedule: { cron: '0 9 * * *', intervalSeconds: null } },
  { id: 'weekly', label: 'Mondays at 09:00', schedule: { cron: '0 9 * * 1', intervalSeconds: null } },
]

const days = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays']

/** A schedule in words where it is a common one, else its cron expression. */
export function scheduleText({ cron, intervalSeconds }: Timing): string {
  if (intervalSeconds !== null) return `Every ${intervalText(intervalSeconds)}`
  if (cron === null) return 'Never'
  const [minute = '', hour = '', dayOfMonth, month, weekday = ''] = cron.trim().split(/\s+/)
  const isEveryDate = dayOfMonth === '*' && month === '*'
  const step = /^\*\/(\d+)$/.exec(minute)?.[1]
  if (cron.trim() === '* * * * *') return 'Every minute'
  if (isEveryDate && weekday === '*' && hour === '*' && step) return `Every ${step} minutes`
  if (!isEveryDate || !/^\d+$/.test(minute) || !/^(\d+|\*)$/.test(hour)) return `Cron ${cron}`
  if (hour === '*') return weekday === '*' ? `Every hour at minute ${minute}` : `Cron ${cron}`
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (weekday === '*') return `Every day at ${time}`
  if (weekday === '1-5') return `Workdays at ${time}`
  const day = /^[0-7]$/.test(weekday) ? days[Number(weekday) % 7] : undefined
  return day ? `${day} at ${time}` : `Cron ${cron}`
}

function intervalText(seconds: number): string {
  const units: [number, string][] = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
  ]
  const [size, unit] = units.find(([unitSeconds]) => seconds % unitSeconds === 0) ?? [1, 'second']
  const amount = seconds / size
  return amount === 1 ? unit : `${amount} ${unit}s`
}
