const dayMs = 86_400_000

/** The moment at which a day such as 2026-05-01 begins where the reader is, so many days later; none for anything else. */
export function startOfDay(day: string | null, daysLater = 0): string | undefined {
  const startMs = day && /^\d{4}-\d\d-\d\d$/.test(day) ? new Date(`${day}T00:00`).getTime() : Number.NaN
  return Number.isNaN(startMs) ? undefined : new Date(startMs + daysLater * dayMs).toISOString()
}

/** The day of a moment where the reader is, as in 2026-05-01. */
export function dayOf(moment: Date): string {
  const twoDigits = (n: number) => String(n).padStart(2, '0')
  return `${moment.getFullYear()}-${twoDigits(moment.getMonth() + 1)}-${twoDigits(moment.getDate())}`
}
