import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import { z } from 'zod'
import { CATALOGUE, type Code } from '@/platform/errors'
import { shownId } from './fields'
import type { Route } from './route'

const ProblemAnswer = z
  .object({
    error: z.string().meta({ description: 'One sentence for people.', example: 'No such task.' }),
    code: z
      .string()
      .meta({ description: 'For programs: a code of the list below, or a more exact rule.', example: 'not_found' }),
    details: z
      .record(z.string(), z.unknown())
      .meta({ description: 'Facts: which field, who holds the task, until when.' }),
    request_id: z.string().optional().meta({ description: 'Names the call in the log of the server.' }),
  })
  .meta({ id: 'Problem' })

const INTRODUCTION = `Send a key as \`Authorization: Bearer\`: the installation's PAPERCLIP_API_KEY, a key of the board, a key of an
agent, or the token of a run. An agent acts for itself only.

Ids carry a prefix (\`agt_…\`); plain UUIDs are taken too. Fields that are not known are ignored. Amounts are dollars, with the same in
whole cents beside them. Times are ISO 8601 in UTC.

A single thing is answered twice over, as the fields themselves and under its name, so that \`answer.id\` and \`answer.task.id\` are the
same. Lists carry \`next_cursor\`, which is null on the last page.

Every POST, PATCH and PUT takes \`Idempotency-Key\`: a repeat gets the first answer, and changes nothing.`

const MEANING: Record<string, string> = {
  '400': 'The request could not be read: malformed JSON, or a query that is not valid.',
  '401': 'No key, or one that is not valid.',
  '402': 'The budget is used up.',
  '403': 'The key does not permit this.',
  '404': 'There is no such thing, or it belongs to another company.',
  '409': 'Somebody else was first.',
  '412': 'It was changed in the meantime.',
  '415': 'The body is not JSON.',
  '422': 'The body could be read and breaks a rule.',
  '503': 'The company is halted.',
}

/**
 * The OpenAPI 3.1 document of a table of routes.
 * @param base path in front of all routes, as in `/api/v1`
 * @returns a function that makes the document once, when it is first asked for
 */
export function describeTable(table: readonly Route[], base: string) {
  let made: ReturnType<typeof makeDocument> | undefined
  return () => {
    made ??= makeDocument(table, base)
    return made
  }
}

function makeDocument(table: readonly Route[], base: string) {
  const { openAPIRegistry: registry, getOpenAPI31Document } = new OpenAPIHono()
  registry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' })
  for (const row of table) registry.registerPath(pathOf(row, table))
  return getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Paperclip', version: '1', description: INTRODUCTION },
    servers: [{ url: base }],
    security: [{ key: [] }],
    tags: [...new Set(table.map((row) => row.tag))].map((name) => ({ name })),
  })
}

function pathOf(row: Route, table: readonly Route[]): RouteConfig {
  const isShared = table.filter((other) => other.name === row.name).length > 1
  return {
    method: row.method,
    path: row.path,
    operationId: isShared ? `${row.name}_${row.scope}` : row.name,
    tags: [row.tag],
    summary: row.summary,
    ...(row.description ? { description: row.description } : {}),
    request: {
      ...(row.scope ? { params: z.object({ [`${row.scope}_id`]: shownId(row.scope) }) } : {}),
      ...(row.query instanceof z.ZodObject ? { query: row.query } : {}),
      ...(row.method === 'get' ? {} : { headers: z.object({ 'Idempotency-Key': z.string().max(200).optional() }) }),
      ...(row.body ? { body: { content: { 'application/json': { schema: row.body } } } } : {}),
    },
    responses: {
      [row.status]: { description: 'Done.', content: { 'application/json': { schema: row.answer } } },
      ...refusalsOf(row),
    },
  }
}

function refusalsOf(row: Route): RouteConfig['responses'] {
  const codes: Code[] = ['unauthenticated', 'forbidden', ...(row.scope ? ['not_found' as const] : []), ...row.refusals]
  const byStatus = new Map<string, string[]>()
  const add = (status: string, code: string) => byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  for (const code of codes) add(String(CATALOGUE[code].http), code)
  if (row.query) add('400', 'invalid_input')
  if (row.body) {
    add('400', 'malformed_json')
    add('415', 'unsupported_media_type')
    add('422', 'invalid_input')
  }
  return Object.fromEntries(
    [...byStatus].sort().map(([status, names]) => [
      status,
      {
        description: `${MEANING[status] ?? ''} Codes: ${names.map((name) => `\`${name}\``).join(', ')}.`,
        content: { 'application/json': { schema: ProblemAnswer } },
      },
    ]),
  )
}
