import type { z } from 'zod'
import { Refusal } from '@/platform/errors'

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

/** A well-formed body that breaks the fields' rules; the first named rule becomes the refusal's. */
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
