/** Splits "TZ=Europe/Paris 0 9 * * 1" into its time zone (default UTC) and its pattern. */
export function parseCron(spec: string): { pattern: string; timeZone: string } {
  const match = /^(?:CRON_)?TZ=(\S+)\s+(.+)$/.exec(spec)
  return match ? { timeZone: match[1]!, pattern: match[2]! } : { timeZone: 'UTC', pattern: spec }
}
