/** One bar a day of the month that starts at `periodStart` (YYYY-MM-DD), up to and including today (same form). */
export function monthBars(
  periodStart: string,
  today: string,
  days: readonly { day: string; costMicros: number }[],
): { label: string; value: number }[] {
  const spent = new Map(days.map((each) => [each.day, each.costMicros]))
  const bars: { label: string; value: number }[] = []
  for (const date = new Date(`${periodStart}T00:00:00Z`); ; date.setUTCDate(date.getUTCDate() + 1)) {
    const day = date.toISOString().slice(0, 10)
    if (day > today || day.slice(0, 7) !== periodStart.slice(0, 7)) return bars
    const label = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
    bars.push({ label, value: spent.get(day) ?? 0 })
  }
}

/** The day of an instant in a zone, as YYYY-MM-DD. */
export function dayIn(zone: string, at: Date): string {
  return at.toLocaleDateString('en-CA', { timeZone: zone })
}
