import type { z } from 'zod'
import { type Facts, Refusal } from '@/platform/errors'
import { type IdKind, publicId } from '@/platform/ids'
import { microsToDollars } from '@/platform/money'
import { problemOf } from '../../http/problem'

/** What HTTP itself has no better word for in the catalogue: a wrong content type, method or path. */
export class Unacceptable extends Error {
  constructor(
    readonly status: 400 | 404 | 405 | 415,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message)
  }
}

/** A well-formed body that breaks the fields' rules; the first named rule becomes the answer's code. */
export function invalidBody(error: z.ZodError): Refusal {
  const fields = error.issues.map((issue) => ({ field: issue.path.join('.'), problem: issue.message }))
  const rule = error.issues.map(ruleOf).find(Boolean)
  const first = fields[0]
  const message = first?.field ? `${first.field}: ${first.problem}` : (first?.problem ?? 'The body is not valid.')
  return new Refusal('invalid_input', message, { fields, ...(rule ? { rule } : {}) })
}

function ruleOf(issue: z.core.$ZodIssue): string | undefined {
  const rule: unknown = issue.code === 'custom' ? issue.params?.rule : undefined
  return typeof rule === 'string' ? rule : undefined
}

export function invalidQuery(error: z.ZodError): Unacceptable {
  const [first] = error.issues
  return new Unacceptable(
    400,
    'invalid_input',
    `${first?.path.join('.') || 'query'}: ${first?.message ?? 'is not valid'}`,
  )
}

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
