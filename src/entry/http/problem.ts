import { CATALOGUE, type Code, type Facts, Refusal } from '@/platform/errors'
import { log } from '@/platform/log'
import { currentRequest, note } from './request-scope'

/** What went wrong, as every door tells it. Nothing in it comes from an unexpected error but the request's id. */
export type Problem = { status: number; code: Code; message: string; details: Facts; requestId: string | null }

const logged = new WeakSet<object>()

/** Translates what was thrown. What nobody expected is logged, once, and hidden. */
export function problemOf(error: unknown): Problem {
  const requestId = currentRequest()?.requestId ?? null
  if (error instanceof Refusal) {
    note({ code: error.code })
    return {
      status: CATALOGUE[error.code].http,
      code: error.code,
      message: error.message,
      details: error.facts,
      requestId,
    }
  }
  note({ code: 'internal' })
  if (!(typeof error === 'object' && error !== null && logged.has(error))) {
    log.error({ err: error, requestId }, 'unexpected error')
    if (typeof error === 'object' && error !== null) logged.add(error)
  }
  const message = `Something went wrong on the server. The log has the cause under the request id ${requestId ?? 'of this call'}.`
  return { status: 500, code: 'internal', message, details: {}, requestId }
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
