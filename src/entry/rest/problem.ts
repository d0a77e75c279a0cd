import type { z } from 'zod'
import { type Code, type Facts, Refusal } from '@/platform/errors'
import { problemOf } from '../http/problem'
import type { Dialect } from './dialect'

/** What HTTP itself has no better word for in the catalogue: a wrong content type, method, path or query. */
export class Unacceptable extends Error {
  readonly headers: Record<string, string>
  readonly facts: Facts

  constructor(
    readonly status: 400 | 404 | 405 | 415 | 426,
    readonly code: string,
    message: string,
    more: { headers?: Record<string, string>; facts?: Facts } = {},
  ) {
    super(message)
    this.headers = more.headers ?? {}
    this.facts = more.facts ?? {}
  }
}

/** A field that is wrong: its path in the body or the query, joined by dots, and what is wrong with it. */
export type WrongField = { field: string; problem: string }

/** A refusal whose `fields` are called as the dialect calls them, not as a command does. */
export class BodyRefusal extends Refusal {}

/** A well-formed body that breaks the fields' rules; the first named rule becomes the answer's code. */
export function invalidBody(error: z.ZodError): Refusal {
  const fields = wrongFields(error)
  const rule = error.issues.map(ruleOf).find(Boolean)
  return new BodyRefusal('invalid_input', sentenceOf(fields, 'The body is not valid.'), {
    fields,
    ...(rule ? { rule } : {}),
  })
}

/** A query that breaks the rules of its fields. */
export function invalidQuery(error: z.ZodError): Unacceptable {
  const fields = wrongFields(error)
  return new Unacceptable(400, 'invalid_input', sentenceOf(fields, 'The query is not valid.'), { facts: { fields } })
}

function wrongFields(error: z.ZodError): WrongField[] {
  return error.issues.map((issue) => ({ field: issue.path.join('.'), problem: issue.message }))
}

function sentenceOf(fields: WrongField[], otherwise: string): string {
  const first = fields[0]
  return first?.field ? `${first.field}: ${first.problem}` : (first?.problem ?? otherwise)
}

function ruleOf(issue: z.core.$ZodIssue): string | undefined {
  const rule: unknown = issue.code === 'custom' ? issue.params?.rule : undefined
  return typeof rule === 'string' ? rule : undefined
}

/**
 * What was thrown, as an answer of this dialect.
 * @param statuses of the row, in place of the dialect's
 */
export function problemAnswer(
  dialect: Dialect,
  error: unknown,
  statuses: Partial<Record<Code, number>> = {},
): Response {
  if (error instanceof Unacceptable) {
    const { code, message, facts, status, headers } = error
    return Response.json(dialect.problemBody({ code, message, facts, requestId: null, isInDialect: true }), {
      status,
      headers,
    })
  }
  const { code, message, details, requestId } = problemOf(error)
  const { rule, retryAfterSeconds, ...facts } = details
  const exact = typeof rule === 'string' ? rule : undefined
  const isInDialect = error instanceof BodyRefusal
  const told = { code: exact ?? code, message, facts, requestId, isInDialect }
  const isWaiting = typeof retryAfterSeconds === 'number'
  if (isWaiting) told.facts.retryAfterSeconds = retryAfterSeconds
  return Response.json(dialect.problemBody(told), {
    status: isOfHeader(facts) ? 400 : (statuses[code] ?? dialect.statusOf(code, exact)),
    headers: isWaiting ? { 'retry-after': String(Math.ceil(retryAfterSeconds)) } : {},
  })
}

/** A header that cannot be read is a request that cannot be read, in every dialect. */
function isOfHeader(facts: Facts): boolean {
  return typeof facts.header === 'string'
}
