const steps: [limitSeconds: number, unitSeconds: number, unit: string][] = [
  [3_600, 60, 'min'],
  [86_400, 3_600, 'h'],
  [86_400 * 14, 86_400, 'd'],
  [86_400 * 60, 86_400 * 7, 'wk'],
  [86_400 * 365, 86_400 * 30, 'mo'],
  [Number.POSITIVE_INFINITY, 86_400 * 365, 'y'],
]

/** Distance of an ISO time from now (milliseconds) in words: "just now", "3 min ago", "in 2 h". */
export function relativeTime(at: string, nowMs: number): string {
  const seconds = Math.round((new Date(at).getTime() - nowMs) / 1000)
  const size = Math.abs(seconds)
  if (size < 45) return seconds > 5 ? 'in a moment' : 'just now'
  const [, unitSeconds, unit] = steps.find(([limit]) => size < limit * 0.98) ?? [0, 60, 'min']
  const amount = `${Math.max(1, Math.round(size / unitSeconds))} ${unit}`
  return seconds > 0 ? `in ${amount}` : `${amount} ago`
}

/**
 * An ISO time in full in the reader's zone, with the zone's name.
 * @param otherZone IANA name of a zone that matters here, too: the time there follows where it is another time
 */
export function exactTime(at: string, otherZone?: string): string {
  const date = new Date(at)
  const here = date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'long' })
  if (!otherZone) return here
  const short = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const
  const there = date.toLocaleString('en-GB', { ...short, timeZone: otherZone })
  return there === date.toLocaleString('en-GB', short) ? here : `${here}; ${there} in ${otherZone}`
}

/** A length of time in milliseconds: "840 ms", "12 s", "3 min 5 s", "2 h 10 min". */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.max(0, Math.round(milliseconds))} ms`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  return joined(Math.floor(seconds / 3_600), 'h', Math.floor((seconds % 3_600) / 60), 'min')
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}
