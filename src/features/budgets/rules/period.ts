/** Made once for each zone: to make one takes longer than all that is done with it. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit' })
  formats.set(zone, format)
  return format
}

/**
 * First day of the calendar month that holds this instant in this zone, as `YYYY-MM-01`.
 * @param zone IANA name
 */
export function monthOf(instant: Date, zone: string): string {
  const parts = formatOf(zone).formatToParts(instant)
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-01`
}
