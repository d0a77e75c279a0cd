import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import { z } from 'zod'
import { CATALOGUE, type Code } from '@/platform/errors'
import type { Route, Scope } from './route'

/** What one dialect's document says that the table does not. */
export type Description = {
  /** Path in front of all routes, as in `/api/v1`. */
  base: string
  introduction: string
  problem: z.ZodType
  /** What a body that could be read and breaks the fields' rules is answered with. */
  invalidBodyStatus: 400 | 422
  /** The schema of the id of what the path looks up. */
  idSchema(scope: Scope): z.ZodType
}

const MEANING: Record<string, string> = {
  '400': 'The request could not be read: malformed JSON, or a query that is not valid.',
  '401': 'No key, or one that is not valid.',
  '402': 'The budget is used up.',
  '403': 'The key does not permit this.',
  '413': 'The body is too large.',
  '404': 'There is no such thing, or it belongs to another company.',
  '409': 'Somebody else was first.',
  '412': 'It was changed in the meantime.',
  '415': 'The body is not JSON.',
  '422': 'The body could be read and breaks a rule.',
  '503': 'The company is halted.',
}

/**
 * The OpenAPI 3.1 document of a table of routes.
 * @returns a function that makes the document once, when it is first asked for
 */
export function describeTable(table: readonly Route[], description: Description) {
  let made: ReturnType<typeof makeDocument> | undefined
  return () => {
    made ??= makeDocument(table, description)
    return made
  }
}

function makeDocument(table: readonly Route[], description: Description) {
  const { openAPIRegistry: registry, getOpenAPI31Document } = new OpenAPIHono()
  registry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' })
  for (const row of table) registry.registerPath(pathOf(row, table, description))
  return getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Paperclip', version: '1', description: description.introduction },
    servers: [{ url: description.base }],
    security: [{ key: [] }],
    tags: [...new Set(table.map((row) => row.tag))].map((name) => ({ name })),
  })
}

function pathOf(row: Route, table: readonly Route[], description: Description): RouteConfig {
  return {
    method: row.method,
    path: row.path,
    operationId: operationId(row, table),
    tags: [row.tag],
    summary: row.summary,
    ...(row.description ? { description: row.description } : {}),
    request: {
      params: paramsOf(row, description),
      ...(row.query instanceof z.ZodObject ? { query: row.query } : {}),
      ...(row.method === 'get' ? {} : { headers: z.object({ 'Idempotency-Key': z.string().max(200).optional() }) }),
      ...(row.body ? { body: { content: { 'application/json': { schema: row.body } } } } : {}),
      ...(row.accepts ? { body: { content: { [row.accepts]: { schema: FORM } } } } : {}),
    },
    responses: { [row.status]: successOf(row), ...refusalsOf(row, description) },
  }
}

const FORM = z.object({ file: z.string().meta({ format: 'binary' }) })

/** The command's name; where a table has it more than once, with what the path says besides. */
function operationId(row: Route, table: readonly Route[]): string {
  const same = table.filter((other) => other.name === row.name)
  if (same.length === 1) return row.name
  const isOnlyOfScope = same.filter((other) => other.scope === row.scope).length === 1
  if (isOnlyOfScope && row.scope) return `${row.name}_${row.scope}`
  return `${row.name}_${row.method}${row.path
    .replace(/\{\w+\}/g, '')
    .replace(/[^a-z]+/gi, '_')
    .replace(/_$/, '')}`
}

function paramsOf(row: Route, description: Description) {
  const names = [...row.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
  const schemas = names.map((name, at) => [name, at === 0 && row.scope ? description.idSchema(row.scope) : z.string()])
  return z.object(Object.fromEntries(schemas) as Record<string, z.ZodType>)
}

function successOf(row: Route): RouteConfig['responses'][string] {
  if (row.status === 204) return { description: 'Done.' }
  return { description: 'Done.', content: { [row.produces ?? 'application/json']: { schema: row.answer } } }
}

function refusalsOf(row: Route, { problem, invalidBodyStatus }: Description): RouteConfig['responses'] {
  const codes: Code[] = ['unauthenticated', 'forbidden', ...(row.scope ? ['not_found' as const] : []), ...row.refusals]
  const byStatus = new Map<string, string[]>()
  const add = (status: string, code: string) => byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  for (const code of codes) add(String(CATALOGUE[code].http), code)
  if (row.query) add('400', 'invalid_input')
  if (row.body) {
    add('400', 'malformed_json')
    add('415', 'unsupported_media_type')
    add(String(invalidBodyStatus), 'invalid_input')
  }
  return Object.fromEntries(
    [...byStatus].sort().map(([status, names]) => [
      status,
      {
        description: `${MEANING[status] ?? ''} Codes: ${[...new Set(names)].map((name) => `\`${name}\``).join(', ')}.`,
        content: { 'application/json': { schema: problem } },
      },
    ]),
  )
}
