export type Failure = { errorCode: string; retryAfterSeconds?: number }

const QUOTA = /credit balance|insufficient_quota|insufficient funds|billing|payment required|\b402\b|spend(ing)? limit/i
const LIMIT = /\b429\b|\b529\b|rate.?limit|too many requests|overloaded|usage limit|resource.?exhausted|quota/i
const AUTH =
  /\b401\b|\b403\b|api.?key|unauthori[sz]ed|authentication|permission denied by the provider|not logged in|\/login|log ?in again|oauth|auth method|missing environment variable/i
const UNKNOWN_SESSION =
  /no conversation found|no rollout found|(session|thread|chat)\b.{0,80}\bnot found|invalid session identifier/i

/** A retry is planned at most a day ahead. */
const LONGEST_WAIT_SECONDS = 86_400

/** What kind of failure a tool's words speak of, as the control plane names it: it decides whether a repeat makes sense, and when. */
export function failureOf(text: string, nowMs: number): Failure {
  const retryAfterSeconds = waitOf(text, nowMs)
  if (QUOTA.test(text)) return { errorCode: 'quota' }
  if (LIMIT.test(text)) {
    // a quota without a time at which it is whole again does not mend by waiting
    const isQuota = /quota/i.test(text) && retryAfterSeconds === undefined
    return isQuota ? { errorCode: 'quota' } : { errorCode: 'rate_limited', retryAfterSeconds }
  }
  return { errorCode: AUTH.test(text) ? 'auth' : 'crashed' }
}

/** Whether it failed because it does not know the session that it was to go on with. */
export function isUnknownSession(text: string): boolean {
  return UNKNOWN_SESSION.test(text)
}

function waitOf(text: string, nowMs: number): number | undefined {
  const seconds = secondsIn(text) ?? untilEpoch(text, nowMs) ?? untilInstant(text, nowMs) ?? untilClock(text, nowMs)
  return seconds === undefined ? undefined : Math.min(Math.max(0, Math.ceil(seconds)), LONGEST_WAIT_SECONDS)
}

/** "try again in 1h 5m 20s", "retry after 30 seconds", "in 1.5s" */
function secondsIn(text: string): number | undefined {
  const said =
    /(?:\bin|after)[ :]+((?:\d+(?:\.\d+)?\s*(?:days?|hours?|minutes?|seconds?|hrs?|mins?|secs?|ms|[dhms])(?![a-z])[ ,]*)+)/i.exec(
      text,
    )
  if (!said) return undefined
  const perUnit: Record<string, number> = { d: 86_400, h: 3600, m: 60, s: 1 }
  return [...said[1]!.matchAll(/(\d+(?:\.\d+)?)\s*(ms|[dhms])/gi)].reduce((sum, [, n, unit]) => {
    return sum + Number(n) * (unit!.toLowerCase() === 'ms' ? 0.001 : (perUnit[unit!.toLowerCase()] ?? 0))
  }, 0)
}

/** "usage limit reached|1795268897" */
function untilEpoch(text: string, nowMs: number): number | undefined {
  const epoch = /(?:\||resets?(?:_at)?\D{0,12})(\d{10})\b/i.exec(text)
  return epoch ? Number(epoch[1]) - nowMs / 1000 : undefined
}

/** "resets at 2026-11-21T18:00:00Z" */
function untilInstant(text: string, nowMs: number): number | undefined {
  const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)/.exec(text)
  return instant ? (Date.parse(instant[0]) - nowMs) / 1000 : undefined
}

/** "resets 3pm": the next time that the worker's clock shows it. */
function untilClock(text: string, nowMs: number): number | undefined {
  const clock = /resets?(?: at)? (\d{1,2})(?::(\d\d))?\s*([ap])m/i.exec(text)
  if (!clock) return undefined
  const at = new Date(nowMs)
  at.setHours((Number(clock[1]) % 12) + (clock[3]!.toLowerCase() === 'p' ? 12 : 0), Number(clock[2] ?? 0), 0, 0)
  if (at.getTime() <= nowMs) at.setDate(at.getDate() + 1)
  return (at.getTime() - nowMs) / 1000
}
