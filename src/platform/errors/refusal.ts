import type { ZodError } from 'zod'
import type { Code } from './catalogue'

/** Facts that help the caller: which field, which rule, who holds the task. Never a secret, never another company's data. */
export type Facts = Record<string, unknown>

/** A command's only way to say no. Doors translate it with the catalogue. */
export class Refusal extends Error {
  constructor(
    readonly code: Code,
    message: string,
    readonly facts: Facts = {},
  ) {
    super(message)
    this.name = 'Refusal'
  }
}

/** `not_found` for a thing that is absent or belongs to another company: the two look the same. */
export function notFound(what: string): Refusal {
  return new Refusal('not_found', `No such ${what}.`, { what })
}

/** Turns a failed parse into one sentence and a list of fields. */
export function invalidInput(error: ZodError): Refusal {
  const fields = error.issues.map((issue) => ({ field: issue.path.join('.'), problem: issue.message }))
  const first = fields[0]
  const message = first ? `${first.field || 'input'}: ${first.problem}` : 'The input is not valid.'
  return new Refusal('invalid_input', message, { fields })
}
