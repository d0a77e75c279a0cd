/**
 * The one table of refusals. The compiler keeps it complete: a code without a row does not build, and every door and the engine
 * translate from here only.
 */
export const CODES = [
  'invalid_input',
  'unauthenticated',
  'forbidden',
  'needs_approval',
  'not_found',
  'already_exists',
  'already_claimed',
  'stale_version',
  'illegal_transition',
  'broken_rule',
  'too_large',
  'budget_exhausted',
  'company_halted',
  'rate_limited',
  'upstream_failed',
  'unavailable',
  'internal',
] as const

export type Code = (typeof CODES)[number]

type Row = {
  http: number
  trpc:
    | 'BAD_REQUEST'
    | 'UNAUTHORIZED'
    | 'FORBIDDEN'
    | 'NOT_FOUND'
    | 'CONFLICT'
    | 'PRECONDITION_FAILED'
    | 'UNPROCESSABLE_CONTENT'
    | 'PAYLOAD_TOO_LARGE'
    | 'PAYMENT_REQUIRED'
    | 'SERVICE_UNAVAILABLE'
    | 'TOO_MANY_REQUESTS'
    | 'BAD_GATEWAY'
    | 'INTERNAL_SERVER_ERROR'
  /** What a durable function does: give up, wait for a person or a budget, or try again. */
  engine: 'stop' | 'wait' | 'park' | 'retry'
}

export const CATALOGUE: Record<Code, Row> = {
  invalid_input: { http: 400, trpc: 'BAD_REQUEST', engine: 'stop' },
  unauthenticated: { http: 401, trpc: 'UNAUTHORIZED', engine: 'stop' },
  forbidden: { http: 403, trpc: 'FORBIDDEN', engine: 'stop' },
  needs_approval: { http: 403, trpc: 'FORBIDDEN', engine: 'wait' },
  not_found: { http: 404, trpc: 'NOT_FOUND', engine: 'stop' },
  already_exists: { http: 409, trpc: 'CONFLICT', engine: 'stop' },
  already_claimed: { http: 409, trpc: 'CONFLICT', engine: 'stop' },
  stale_version: { http: 412, trpc: 'PRECONDITION_FAILED', engine: 'stop' },
  illegal_transition: { http: 422, trpc: 'UNPROCESSABLE_CONTENT', engine: 'stop' },
  broken_rule: { http: 422, trpc: 'UNPROCESSABLE_CONTENT', engine: 'stop' },
  too_large: { http: 413, trpc: 'PAYLOAD_TOO_LARGE', engine: 'stop' },
  budget_exhausted: { http: 402, trpc: 'PAYMENT_REQUIRED', engine: 'park' },
  company_halted: { http: 503, trpc: 'SERVICE_UNAVAILABLE', engine: 'park' },
  rate_limited: { http: 429, trpc: 'TOO_MANY_REQUESTS', engine: 'retry' },
  upstream_failed: { http: 502, trpc: 'BAD_GATEWAY', engine: 'retry' },
  unavailable: { http: 503, trpc: 'SERVICE_UNAVAILABLE', engine: 'retry' },
  internal: { http: 500, trpc: 'INTERNAL_SERVER_ERROR', engine: 'retry' },
}
