/** A time as the clocks of a zone show it, where minutes do not tell two slots apart with its seconds. */
export function slotTime(at: string, zone: string, hasSeconds = false): string {
  return new Date(at).toLocaleString('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(hasSeconds && { second: '2-digit' }),
    timeZoneName: 'short',
  })
}
