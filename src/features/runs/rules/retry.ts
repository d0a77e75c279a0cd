/** Failures after which the same work is tried again by itself. */
const RETRIED = new Set(['not_started', 'crashed', 'lost', 'worker_stopped', 'rate_limited', 'timeout', 'unreachable'])

const BACKOFF_SECONDS = [5, 30, 120]

/** How often a run is tried again before people are told. */
export const MAX_RETRIES = BACKOFF_SECONDS.length

/**
 * Seconds until the next try of a failed run, or null when it is not tried again: the failure is of a kind that a repeat cannot
 * mend (a bad key, a used-up quota, a wrong answer), somebody stopped it, or the tries are used up.
 * @param attempt of the failed run, from 1
 */
export function retryDelay(errorCode: string | null, attempt: number, retryAfterSeconds = 0): number | null {
  if (!errorCode || !RETRIED.has(errorCode) || attempt < 1 || attempt > MAX_RETRIES) return null
  return Math.max(BACKOFF_SECONDS[attempt - 1]!, retryAfterSeconds)
}
