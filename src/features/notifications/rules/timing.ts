const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** Waits after each try that failed, in minutes: eight tries in a good day. */
const WAITS_MINUTES = [1, 5, 15, 60, 180, 360, 720]
export const MOST_ATTEMPTS = WAITS_MINUTES.length + 1

/** When to try again after so many tries that failed; null: given up. */
export function nextTryAt(attempts: number, now: Date): Date | null {
  const minutes = WAITS_MINUTES[attempts - 1]
  return minutes === undefined ? null : new Date(now.getTime() + minutes * MINUTE_MS)
}

/** From then on the age does not double any more: a reminder a week. */
const MOST_HOURS_BETWEEN = 168

/** Age of the reminder behind the one at this age. */
const nextAgeOf = (hours: number) => hours + Math.min(hours, MOST_HOURS_BETWEEN)

/**
 * When people are reminded of what waits, for the first time after a moment: at the first age, then at twice of it, and so on, once a week at most. Ages that have
 * passed are left out, so that an outage makes no heap of reminders.
 * @param firstHours null: never
 * @returns null: never
 */
export function remindAt(since: Date, firstHours: number | null, after: Date): Date | null {
  if (firstHours === null) return null
  let hours = firstHours
  while (since.getTime() + hours * HOUR_MS <= after.getTime()) hours = nextAgeOf(hours)
  return new Date(since.getTime() + hours * HOUR_MS)
}

/** How long something waits, as it is said: "5 hours", "3 days". */
export function ageText(since: Date, now: Date): string {
  const hours = Math.floor((now.getTime() - since.getTime()) / HOUR_MS)
  if (hours < 1) return 'less than an hour'
  if (hours < 48) return hours === 1 ? 'an hour' : `${hours} hours`
  return `${Math.floor(hours / 24)} days`
}

/** The hour from which on the digest of a day is made, in the company's zone. */
const DIGEST_HOUR = 8

/** The day whose digest is due, as `2026-11-21`; null before the hour of the digest. */
export function digestDay(now: Date, timeZone: string): string | null {
  const parts = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', hourCycle: 'h23' },
  }).formatToParts(now)
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  return Number(part('hour')) < DIGEST_HOUR ? null : `${part('year')}-${part('month')}-${part('day')}`
}
