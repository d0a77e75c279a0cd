/** Failures after which the same work is tried again by itself, and how often at most. */
const RETRIES: Readonly<Record<string, number>> = {
  not_started: 3,
  crashed: 3,
  lost: 3,
  rate_limited: 3,
  timeout: 3,
  unreachable: 3,
  // what was silent for long cost its time, and mostly is so again
  inactive: 1,
  // only when it is known when the quota is whole again
  quota: 3,
}

const BACKOFF_SECONDS = [5, 30, 120]

/** How often a run is tried again at most before people are told. */
export const MAX_RETRIES = BACKOFF_SECONDS.length

/** Whether the product itself took the run away, by ending its worker politely: that is no failed try, however often it happens. */
export const isInterruption = (errorCode: string | null): boolean => errorCode === 'worker_stopped'

/**
 * Seconds until the next try of a failed run, or null when it is not tried again: the failure is of a kind that a repeat cannot
 * mend (a bad key, a used-up quota of which nobody knows the end, a wrong answer), somebody stopped it, or the tries are used up.
 * @param attempt of the failed run, from 1
 */
export function retryDelay(errorCode: string | null, attempt: number, retryAfterSeconds = 0): number | null {
  if (isInterruption(errorCode)) return BACKOFF_SECONDS[0]!
  const most = errorCode ? (RETRIES[errorCode] ?? 0) : 0
  if (attempt < 1 || attempt > most) return null
  if (errorCode === 'quota' && retryAfterSeconds <= 0) return null
  return Math.max(BACKOFF_SECONDS[attempt - 1]!, retryAfterSeconds)
}

/** What a failure means for the agent's other work: nothing may start for some seconds, or until a person has looked. */
export type Consequence = { kind: 'hold'; seconds: number } | { kind: 'pause' } | null

/** A provider that refuses one run refuses the next one, too. */
export function consequenceOf(errorCode: string | null, retryAfterSeconds = 0): Consequence {
  if (errorCode === 'auth') return { kind: 'pause' }
  if (errorCode !== 'quota' && errorCode !== 'rate_limited') return null
  if (retryAfterSeconds > 0) return { kind: 'hold', seconds: retryAfterSeconds }
  return errorCode === 'quota' ? { kind: 'pause' } : null
}
