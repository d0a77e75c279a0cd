import type { Facts } from '@/platform/errors'
import { type IdKind, publicId } from '@/platform/ids'
import { microsToDollars } from '@/platform/money'
import { problemOf } from '../../http/problem'
import { Unacceptable } from '../unacceptable'

/** `{error, code, details, request_id}`. This dialect answers 422 where the catalogue says 400 for a body that could be read. */
export function problemAnswer(error: unknown): Response {
  if (error instanceof Unacceptable) {
    return Response.json({ error: error.message, code: error.code, details: {} }, error)
  }
  const problem = problemOf(error)
  const { rule, ...facts } = problem.details
  const retryAfter = facts.retryAfterSeconds
  return Response.json(
    {
      error: problem.message,
      code: typeof rule === 'string' ? rule : problem.code,
      details: snakeFacts(facts),
      ...(problem.requestId ? { request_id: problem.requestId } : {}),
    },
    {
      status: problem.code === 'invalid_input' ? 422 : problem.status,
      headers: typeof retryAfter === 'number' ? { 'retry-after': String(Math.ceil(retryAfter)) } : {},
    },
  )
}

const ID_OF: Record<string, IdKind> = { agent: 'agent', run: 'run', task: 'task', goal: 'goal', company: 'company' }

/** Facts of a refusal in this dialect: snake_case, prefixed ids, dollars. */
function snakeFacts(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => snakeFact(key, value)))
}

function snakeFact(key: string, value: unknown): [string, unknown] {
  const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  const kind = ID_OF[/([a-z]+)_id$/.exec(name)?.[1] ?? '']
  if (kind && typeof value === 'string') return [name, publicId(kind, value)]
  if (name.endsWith('_micros') && (typeof value === 'number' || value === null)) {
    return [name.replace(/_micros$/, '_usd'), value === null ? null : microsToDollars(value)]
  }
  return [name, value]
}
