import type { Context } from 'hono'
import { z } from 'zod'
import type { Identity, OwnedKind } from '@/features/access'
import type { Caller, CallOptions } from '@/platform/command'
import type { Code } from '@/platform/errors'
import { identify } from '../caller'
import { visitOfWeb } from '../http/visit'
import { invalidBody, invalidQuery, Unacceptable } from './unacceptable'

/** What the first id of a path may be the id of. */
export type Scope = 'company' | OwnedKind

/** How a dialect reads addresses; everything else of a route is the same in both. */
export type Dialect = {
  /** What a path may begin with; the segment after it names one of them. */
  scopes: Readonly<Record<string, Scope>>
  /**
   * The caller where the thing lives, and the thing's plain UUID.
   * @param name the segment of the path, as it came
   * @throws Refusal not_found
   */
  find(identity: Identity, scope: Scope, name: string, context: Context): Promise<{ caller: Caller; id: string }>
}

type Row<Q extends z.ZodType, B extends z.ZodType> = {
  method: 'get' | 'post' | 'patch' | 'put' | 'delete'
  /** As in OpenAPI: `/tasks/{task_id}/messages`. */
  path: string
  /** The command's or query's own name. */
  name: string
  tag: string
  summary: string
  /** What else a reader has to know. */
  description?: string
  query?: Q
  body?: B
  /** A body that is no JSON: `run` reads it from the request. */
  accepts?: 'multipart/form-data'
  /** Default: 200. */
  status?: 200 | 201 | 202 | 204
  /** The schema of the JSON answer; what `produces` names is answered as it comes. */
  answer: z.ZodType
  /** Content type of an answer that is no JSON. */
  produces?: string
  /** Refusals beyond those that every route has. */
  refusals?: readonly Code[]
}

type Asked<Q, B> = {
  query: Q
  body: B
  /** The ids and names in the path, as they came. */
  params: Readonly<Record<string, string>>
  request: Request
  /** Sets a header of the answer. */
  header(name: string, value: string): void
  options: CallOptions
}

export type Route = Required<Pick<Row<z.ZodType, z.ZodType>, 'status' | 'refusals'>> &
  Row<z.ZodType, z.ZodType> & {
    /** The part of the address that is looked up; null for what belongs to no company. */
    scope: Scope | null
    respond(context: Context): Promise<Response>
  }

type Headers = Record<string, string>

const Nothing = z.object({})
type Nothing = typeof Nothing

/** The two kinds of rows of a dialect's table. */
export function routesOf(dialect: Dialect) {
  /** A request in one company, which the first id of the path names or belongs to. `id` is that id, a plain UUID. */
  function route<Q extends z.ZodType = Nothing, B extends z.ZodType = Nothing>(
    row: Row<Q, B> & {
      run(asked: Asked<z.output<Q>, z.output<B>> & { caller: Caller; id: string }): Promise<unknown>
    },
  ): Route {
    const scope = dialect.scopes[row.path.split('/')[1] ?? '']
    const param = /\{(\w+)\}/.exec(row.path)?.[1] ?? ''
    if (!scope) throw new Error(`${row.path} begins with nothing that is looked up`)
    return complete(row, scope, async (context, identity, headers) => {
      const found = await dialect.find(identity, scope, context.req.param(param) ?? '', context)
      return row.run({ ...found, ...(await read(context, row, headers)) })
    })
  }

  /** A row for what belongs to no company yet, or to whoever asks. */
  function rootRoute<Q extends z.ZodType = Nothing, B extends z.ZodType = Nothing>(
    row: Row<Q, B> & { run(asked: Asked<z.output<Q>, z.output<B>> & { identity: Identity }): Promise<unknown> },
  ): Route {
    return complete(row, null, async (context, identity, headers) =>
      row.run({ identity, ...(await read(context, row, headers)) }),
    )
  }

  return { route, rootRoute }
}

function complete(
  row: Row<z.ZodType, z.ZodType>,
  scope: Scope | null,
  run: (context: Context, identity: Identity, headers: Headers) => Promise<unknown>,
): Route {
  const status = row.status ?? 200
  return {
    ...row,
    status,
    refusals: row.refusals ?? [],
    scope,
    respond: async (context) => {
      const headers: Headers = {}
      const answer = await run(context, await identify(visitOfWeb(context.req.raw)), headers)
      if (answer instanceof Response) return answer
      return status === 204 ? new Response(null, { status, headers }) : Response.json(answer, { status, headers })
    },
  }
}

async function read<Q extends z.ZodType, B extends z.ZodType>(
  context: Context,
  row: Row<Q, B>,
  headers: Headers,
): Promise<Asked<z.output<Q>, z.output<B>>> {
  const query = (row.query ?? Nothing).safeParse(row.query ? context.req.query() : {})
  if (!query.success) throw invalidQuery(query.error)
  const body = (row.body ?? Nothing).safeParse(row.body ? await json(context.req.raw) : {})
  if (!body.success) throw invalidBody(body.error)
  return {
    query: query.data as z.output<Q>,
    body: body.data as z.output<B>,
    params: context.req.param(),
    request: context.req.raw,
    header: (name, value) => {
      headers[name] = value
    },
    options: { idempotencyKey: idempotencyKey(context) },
  }
}

async function json(request: Request): Promise<unknown> {
  const text = await request.text()
  if (text.trim() === '') return {}
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/(\w+[\w.-]*\+)?json\b/i.test(type)) {
    throw new Unacceptable(415, 'unsupported_media_type', 'The body must be JSON: send content-type: application/json.')
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new Unacceptable(400, 'malformed_json', 'The body is no valid JSON.')
  }
}

function idempotencyKey(context: Context): string | undefined {
  const key = context.req.header('idempotency-key')
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new Unacceptable(400, 'invalid_input', 'Idempotency-Key takes 1 to 200 visible ASCII characters.')
  }
  return key
}
