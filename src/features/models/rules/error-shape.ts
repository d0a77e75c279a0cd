import type { Dialect, Endpoint } from './endpoints'
import { blockText } from './stream-blocks'

/** What the gateway says no with. */
export type ProblemKind =
  | 'unauthenticated'
  | 'forbidden'
  | 'budget'
  | 'not_found'
  | 'invalid'
  | 'too_large'
  | 'rate_limited'
  | 'upstream'
  | 'internal'

type Row = { status: number; openai: [type: string, code: string]; anthropic: string }

const SHAPES: Record<ProblemKind, Row> = {
  unauthenticated: {
    status: 401,
    openai: ['invalid_request_error', 'invalid_api_key'],
    anthropic: 'authentication_error',
  },
  forbidden: { status: 403, openai: ['invalid_request_error', 'run_halted'], anthropic: 'permission_error' },
  budget: { status: 402, openai: ['insufficient_quota', 'insufficient_quota'], anthropic: 'billing_error' },
  not_found: { status: 404, openai: ['invalid_request_error', 'model_not_found'], anthropic: 'not_found_error' },
  invalid: { status: 400, openai: ['invalid_request_error', 'invalid_request'], anthropic: 'invalid_request_error' },
  too_large: { status: 413, openai: ['invalid_request_error', 'request_too_large'], anthropic: 'request_too_large' },
  rate_limited: { status: 429, openai: ['rate_limit_error', 'rate_limit_exceeded'], anthropic: 'rate_limit_error' },
  upstream: { status: 502, openai: ['server_error', 'upstream_failed'], anthropic: 'api_error' },
  internal: { status: 500, openai: ['server_error', 'internal_error'], anthropic: 'api_error' },
}

/** The body and status of a refusal, as clients of the dialect know them. */
export function refusalIn(dialect: Dialect, kind: ProblemKind, message: string): { status: number; body: object } {
  const { status, openai, anthropic } = SHAPES[kind]
  const [type, code] = openai
  if (dialect === 'anthropic') return { status, body: { type: 'error', error: { type: anthropic, message } } }
  return { status, body: { error: { message, type, param: null, code } } }
}

/** The last event of a stream that ends in a refusal. @param answer the id of the answer that it ends, where one is known */
export function refusalEvent(endpoint: Endpoint, kind: ProblemKind, message: string, answer: string | null): string {
  if (endpoint === 'messages') return blockText(refusalIn('anthropic', kind, message).body, 'error')
  if (endpoint !== 'responses') return blockText(refusalIn('openai', kind, message).body)
  const [, code] = SHAPES[kind].openai
  const response = { id: answer ?? 'resp_refused', object: 'response', status: 'failed', error: { code, message } }
  return blockText({ type: 'response.failed', response }, 'response.failed')
}
