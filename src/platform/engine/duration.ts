const UNIT_MS: Record<string, number> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 }

/** Milliseconds from `nowMs` until `text`: a duration ("1h30m") or an instant (ISO 8601). Never negative; throws when it is neither. */
export function delayMs(text: string, nowMs: number): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)]
  if (parts.length > 0 && parts.map((part) => part[0]).join('') === text) {
    return parts.reduce((sum, part) => sum + Number(part[1]) * UNIT_MS[part[2]!]!, 0)
  }
  const at = Date.parse(text)
  if (Number.isNaN(at))
    throw new Error(`"${text}" is neither a duration such as "1h30m" nor an instant such as "2030-01-31T08:00:00Z".`)
  return Math.max(0, at - nowMs)
}
