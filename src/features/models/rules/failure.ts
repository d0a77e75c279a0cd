/** Why a provider gave no answer. */
export type Failure = {
  reason:
    | 'rate_limited'
    | 'overloaded'
    | 'failed'
    | 'timeout'
    | 'unreachable'
    | 'key_refused'
    | 'unknown_model'
    | 'refused'
    | 'own_limit'
  /** Null when there was no answer at all. */
  status: number | null
  retryAfterSeconds: number | null
}

/** What a status other than 2xx means. */
export function failureOf(status: number, retryAfterSeconds: number | null): Failure {
  const reason = reasonOf(status)
  return { reason, status, retryAfterSeconds }
}

function reasonOf(status: number): Failure['reason'] {
  if (status === 429) return 'rate_limited'
  if (status === 503 || status === 529) return 'overloaded'
  if (status === 408 || status === 504) return 'timeout'
  if (status === 401 || status === 402 || status === 403) return 'key_refused'
  if (status === 404) return 'unknown_model'
  return status >= 500 || status < 400 ? 'failed' : 'refused'
}

/** Nobody waits longer than this for a retry; a client that can wait is told how long. */
const LONGEST_WAIT_SECONDS = 10
const FIRST_PAUSE_SECONDS = 0.5
/** Of one model: again when nothing else can answer, once when something can. */
const ATTEMPTS_ALONE = 3
const ATTEMPTS_OF_MANY = 2

const MENDS = new Set<Failure['reason']>([
  'rate_limited',
  'overloaded',
  'failed',
  'timeout',
  'unreachable',
  'own_limit',
])

export type Next = { kind: 'again'; waitSeconds: number } | { kind: 'next' } | { kind: 'give_up' }

/**
 * What follows a failed attempt, before any of the answer was sent on: the same model again after a pause, the next one of the chain, or
 * nothing. What the client did wrong is nobody's to repeat.
 * @param attempts how many this model has had
 * @param spread 0 to 1, so that callers who failed together do not come again together
 */
export function afterFailure(failure: Failure, attempts: number, hasNext: boolean, spread: number): Next {
  if (failure.reason === 'refused') return { kind: 'give_up' }
  const onward: Next = hasNext ? { kind: 'next' } : { kind: 'give_up' }
  if (!MENDS.has(failure.reason) || attempts >= (hasNext ? ATTEMPTS_OF_MANY : ATTEMPTS_ALONE)) return onward
  // a limit is not over in a moment, and another model can answer now
  const isLimit = failure.reason === 'rate_limited' || failure.reason === 'own_limit'
  if (isLimit && hasNext) return onward
  const waitSeconds = failure.retryAfterSeconds ?? FIRST_PAUSE_SECONDS * 2 ** (attempts - 1) * (1 + spread)
  return waitSeconds > LONGEST_WAIT_SECONDS ? onward : { kind: 'again', waitSeconds }
}

/** `retry-after-ms`, or `Retry-After` in seconds or as a date; null when a provider does not say. */
export function retryAfterOf(headers: Record<string, string | string[] | undefined>, nowMs: number): number | null {
  const ms = Number(headers['retry-after-ms'] ?? Number.NaN)
  if (Number.isFinite(ms) && ms >= 0) return ms / 1000
  const text = headers['retry-after']
  if (typeof text !== 'string') return null
  const seconds = Number(text)
  if (Number.isFinite(seconds) && seconds >= 0) return seconds
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, (at - nowMs) / 1000)
}
