/**
 * First day of the calendar month that holds this instant in this zone, as `YYYY-MM-01`.
 * @param zone IANA name
 */
export function monthOf(instant: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit' }).formatToParts(
    instant,
  )
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-01`
}
