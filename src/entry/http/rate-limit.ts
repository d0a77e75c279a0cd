import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { type Identity, isLocalMode } from '@/features/access'
import { env } from '@/platform/env'
import { Refusal } from '@/platform/errors'
import { currentRequest } from './request-scope'

/** Limits count in windows of a minute, in the memory of each server. */
const WINDOW_SECONDS = 60
/** Of what a caller may ask, the part that one address may ask without a valid credential. */
const NOBODY_SHARE = 10

/** Where people sign in, set up and ask to be let in: what could be guessed, or would make rows, is asked here. */
const SIGN_IN = /^(POST \/api\/(auth\/.*|setup|cli-auth\/challenges)\/*|GET \/api\/auth\/callback\/.*)$/

let limiters: { callers: RateLimiterMemory; nobody: RateLimiterMemory; signIn: RateLimiterMemory } | undefined

function limits() {
  const { RATE_LIMIT, SIGN_IN_LIMIT } = env()
  const of = (points: number) => new RateLimiterMemory({ points, duration: WINDOW_SECONDS })
  limiters ??= { callers: of(RATE_LIMIT), nobody: of(Math.ceil(RATE_LIMIT / NOBODY_SHARE)), signIn: of(SIGN_IN_LIMIT) }
  return limiters
}

/**
 * Counts a request of a caller, each key, agent and person for itself, and tells in the answer's headers how many are left. The master
 * key, which is whoever runs the server, is not counted.
 * @throws Refusal rate_limited
 */
export async function admitCaller(identity: Identity): Promise<void> {
  const isOperator = identity.kind === 'person' && identity.via !== 'session'
  if (env().RATE_LIMIT > 0 && !isOperator) await consume(limits().callers, nameOf(identity))
}

/**
 * Counts a request that brought no valid credential, by the address that it came from.
 * @throws Refusal rate_limited
 */
export async function admitNobody(): Promise<void> {
  const address = currentRequest()?.address
  if (address && env().RATE_LIMIT > 0 && !isLocalMode()) await consume(limits().nobody, address)
}

/**
 * Counts an attempt to sign in or to set up, by the address that it comes from; other requests are let through.
 * @throws Refusal rate_limited
 */
export async function admitSignIn(method: string, path: string): Promise<void> {
  const address = currentRequest()?.address
  if (!address || env().SIGN_IN_LIMIT === 0 || isLocalMode() || !SIGN_IN.test(`${method} ${path}`)) return
  await consume(limits().signIn, address)
}

function nameOf(identity: Identity): string {
  if (identity.kind === 'agent') return `agent ${identity.agentId}`
  return identity.kind === 'board_key' ? `key ${identity.keyId}` : `person ${identity.personId}`
}

async function consume(limiter: RateLimiterMemory, name: string): Promise<void> {
  const taken = await limiter.consume(name).catch((over: unknown) => {
    if (over instanceof RateLimiterRes) return over
    throw over
  })
  const seconds = Math.ceil(taken.msBeforeNext / 1000)
  const tell = currentRequest()?.tell
  tell?.('ratelimit-limit', String(limiter.points))
  tell?.('ratelimit-remaining', String(taken.remainingPoints))
  tell?.('ratelimit-reset', String(seconds))
  if (taken.consumedPoints <= limiter.points) return
  tell?.('retry-after', String(seconds))
  throw new Refusal('rate_limited', `More than ${limiter.points} requests in a minute. Go on in ${seconds} s.`, {
    retryAfterSeconds: seconds,
  })
}
