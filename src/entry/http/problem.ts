import { outageOf } from '@/platform/database'
import { CATALOGUE, type Code, type Facts, Refusal } from '@/platform/errors'
import { log } from '@/platform/log'
import { currentRequest, note } from './request-scope'

/** What went wrong, as every door tells it. Nothing in it comes from an unexpected error but the request's id. */
export type Problem = { status: number; code: Code; message: string; details: Facts; requestId: string | null }

const logged = new WeakSet<object>()

/** Translates what was thrown. What nobody expected is logged, once, and hidden. */
export function problemOf(error: unknown): Problem {
  const requestId = currentRequest()?.requestId ?? null
  const outage = outageOf(error)
  if (outage) logOnce(error, 'the database could not be asked')
  const refusal = error instanceof Refusal ? error : outage
  if (refusal) {
    note({ code: refusal.code })
    const { code, message, facts: details } = refusal
    return { status: CATALOGUE[code].http, code, message, details, requestId }
  }
  note({ code: 'internal' })
  logOnce(error, 'unexpected error')
  const message = `Something went wrong on the server. The log has the cause under the request id ${requestId ?? 'of this call'}.`
  return { status: 500, code: 'internal', message, details: {}, requestId }
}

function logOnce(error: unknown, what: string): void {
  const isThing = typeof error === 'object' && error !== null
  if (isThing && logged.has(error)) return
  log.error({ err: error, requestId: currentRequest()?.requestId ?? null }, what)
  if (isThing) logged.add(error)
}

/** The problem as a JSON answer: `{error, code, details, request_id}`. */
export function problemResponse(error: unknown): Response {
  const { status, code, message, details, requestId } = problemOf(error)
  const retryAfter = details.retryAfterSeconds
  return Response.json(
    { error: message, code, details, ...(requestId ? { request_id: requestId } : {}) },
    { status, headers: typeof retryAfter === 'number' ? { 'retry-after': String(Math.ceil(retryAfter)) } : {} },
  )
}
