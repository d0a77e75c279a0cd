import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Code } from '@/platform/errors'
import type { Dialect } from './dialect'
import { namesIn, type Route } from './route'

const MEANING: Record<string, string> = {
  '400': 'The request could not be read, or a field of it is not valid.',
  '401': 'No key, or one that is not valid.',
  '402': 'The budget is used up.',
  '403': 'The key does not permit this.',
  '404': 'There is no such thing, or it belongs to another company.',
  '409': 'Somebody else was first, or it is in another state.',
  '412': 'It was changed in the meantime.',
  '413': 'It is too large.',
  '415': 'The body is not JSON.',
  '422': 'The body could be read and breaks a rule.',
  '503': 'The company is halted, or the database does not answer.',
}

/**
 * The OpenAPI 3.1 document of a table of routes.
 * @returns a function that makes the document once, when it is first asked for
 */
export function describeTable(table: readonly Route[], dialect: Dialect) {
  let made: ReturnType<typeof makeDocument> | undefined
  return () => {
    made ??= makeDocument(table, dialect)
    return made
  }
}

function makeDocument(table: readonly Route[], dialect: Dialect) {
  const { openAPIRegistry: registry, getOpenAPI31Document } = new OpenAPIHono()
  registry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' })
  for (const row of table) registry.registerPath(pathOf(row, table, dialect))
  return getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Paperclip', version: dialect.version, description: dialect.introduction },
    servers: [{ url: dialect.base }],
    security: [{ key: [] }],
    tags: [...new Set(table.map((row) => row.tag))].map((name) => ({ name })),
  })
}

function pathOf(row: Route, table: readonly Route[], dialect: Dialect): RouteConfig {
  const headers = z.object({ 'Idempotency-Key': z.string().max(200).optional() })
  return {
    method: row.method,
    path: row.path,
    operationId: operationIdOf(row, table),
    tags: [row.tag],
    summary: row.summary,
    ...(row.description ? { description: row.description } : {}),
    ...(row.isOpen ? { security: [] } : {}),
    ...(row.grant ? { 'x-grant': row.grant } : {}),
    ...(row.isOnlyFor ? { 'x-only-for': row.isOnlyFor } : {}),
    request: {
      ...(namesIn(row.path).length > 0 ? { params: paramsOf(row, dialect) } : {}),
      ...(row.query instanceof z.ZodObject ? { query: row.query } : {}),
      ...(row.method === 'get' ? {} : { headers }),
      ...(row.body ? { body: { content: { 'application/json': { schema: row.body } } } } : {}),
      ...(row.accepts ? { body: { content: formOf(row.accepts, row.json) } } : {}),
    },
    responses: {
      [row.status]: successOf(row),
      ...refusalsOf(row, dialect),
    },
  }
}

const FORM = z.object({ file: z.string().meta({ format: 'binary' }) })

function formOf(accepts: string, json: Route['json']) {
  return { [accepts]: { schema: FORM }, ...(json ? { 'application/json': { schema: json } } : {}) }
}

function successOf(row: Route): RouteConfig['responses'][string] {
  if (row.status === 204) return { description: 'Done.' }
  return { description: 'Done.', content: { [row.produces ?? 'application/json']: { schema: row.answer } } }
}

function paramsOf(row: Route, { inner, pathId }: Dialect) {
  const [first, ...deeper] = namesIn(row.path)
  const schemas: [string, z.ZodType][] = deeper.map((name) => {
    const kind = inner[name]
    return [name, kind ? pathId(kind) : z.string()]
  })
  return z.object(Object.fromEntries([[first, pathId(row.scope ?? 'company')], ...schemas]))
}

/** The command's name, and where several rows use one, the part of the address in which they differ. */
function operationIdOf(row: Route, table: readonly Route[]): string {
  const others = table.filter((other) => other.name === row.name && other !== row)
  if (others.length === 0) return row.name
  if (others.every((other) => other.scope !== row.scope)) return `${row.name}_${row.scope}`
  const words = row.path.split('/').filter((word) => word && !word.startsWith('{'))
  return `${row.name}_${row.method}_${words.join('_').replace(/\W/g, '_')}`
}

function refusalsOf(row: Route, dialect: Dialect): RouteConfig['responses'] {
  const located = row.scope ? ['not_found' as const, ...(dialect.locateRefusals?.[row.scope] ?? [])] : []
  const codes: Code[] = ['unauthenticated', 'forbidden', ...located, ...row.refusals]
  const byStatus = new Map<string, string[]>()
  const add = (status: string, code: string) => {
    const known = byStatus.get(status) ?? []
    if (!known.includes(code)) byStatus.set(status, [...known, code])
  }
  for (const code of codes) add(String(row.statuses[code] ?? dialect.statusOf(code)), code)
  // X-Paperclip-Run-Id is read for every row; a query that is wrong is told the same way
  add('400', 'invalid_input')
  add('422', 'agent_jwt_run_id_mismatch')
  if (row.accepts) add(String(dialect.statusOf('invalid_input')), 'invalid_input')
  if (row.json) add('400', 'malformed_json')
  if (row.body) {
    add('400', 'malformed_json')
    add('415', 'unsupported_media_type')
    add(String(dialect.statusOf('invalid_input')), 'invalid_input')
  }
  return Object.fromEntries(
    [...byStatus].sort().map(([status, names]) => [
      status,
      {
        description: `${MEANING[status] ?? ''} Codes: ${names.map((name) => `\`${name}\``).join(', ')}.`,
        content: { 'application/json': { schema: dialect.Problem } },
      },
    ]),
  )
}
