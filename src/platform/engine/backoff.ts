import { delayMs } from './duration'

const SCHEDULE_SECONDS = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200]
const JITTER_MS = 30_000

/**
 * Milliseconds to wait before the next try. `failures` counts the tries that have failed, from 1. `retryAfter` is the answer's header
 * of that name (seconds or an instant) and wins. `random` is in [0, 1) and spreads retries of many runs.
 */
export function retryDelayMs(failures: number, retryAfter: string | null, nowMs: number, random: number): number {
  if (retryAfter !== null) return /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : delayMs(retryAfter, nowMs)
  const seconds = SCHEDULE_SECONDS[Math.min(failures, SCHEDULE_SECONDS.length) - 1] ?? SCHEDULE_SECONDS[0]!
  return seconds * 1000 + Math.floor(random * JITTER_MS)
}
