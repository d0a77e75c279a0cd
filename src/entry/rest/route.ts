import type { Context } from 'hono'
import { z } from 'zod'
import type { Identity } from '@/features/access'
import { type Caller, type CallOptions, type GrantName, grantOf } from '@/platform/command'
import { type Code, notFound } from '@/platform/errors'
import { parseId } from '@/platform/ids'
import { identify } from '../caller'
import { visitOfWeb } from '../http/visit'
import type { Dialect, Scope } from './dialect'
import { withNotFoundFields } from './id-fields'
import { isJsonType, parseJson } from './json-body'
import { invalidBody, invalidQuery, problemAnswer, Unacceptable } from './problem'

/** Names of the parameters in a path: `/tasks/{task_id}` → `task_id`. */
type ParamsOf<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamsOf<Rest> : never

type Row<P extends string, Q extends z.ZodType, B extends z.ZodType> = {
  method: 'get' | 'post' | 'patch' | 'put' | 'delete'
  /** As in OpenAPI: `/tasks/{task_id}/messages`. */
  path: P
  /** The command's or query's own name. */
  name: string
  /** The command or query whose grant is asked for, where `name` is neither. */
  permittedBy?: string
  /** Who else is refused, whatever they are permitted: all but administrators of the installation, agents, or people in person. */
  isOnlyFor?: 'administrators' | 'agents' | 'people'
  tag: string
  summary: string
  /** What else a reader has to know. */
  description?: string
  query?: Q
  body?: B
  /** A body that is no JSON: `run` reads it from the request. */
  accepts?: 'multipart/form-data'
  /** JSON that is taken in place of the form; `run` reads that, too. */
  json?: z.ZodType
  /** Default: 200. */
  status?: 200 | 201 | 202 | 204
  /** The schema of the JSON answer; what `produces` names is answered as a `Response`. */
  answer: z.ZodType
  /** Content type of an answer that is no JSON. */
  produces?: string
  /** Refusals beyond those that every route has. */
  refusals?: readonly Code[]
  /** Statuses of refusals, where they are not those of the dialect. */
  statuses?: Partial<Record<Code, number>>
}

type Asked<Q, B> = {
  query: Q
  body: B
  request: Request
  /** Sets a header of the answer. */
  header(name: string, value: string): void
  options: CallOptions
}
type Named<P extends string> = { params: Record<ParamsOf<P>, string> }
type InCompany<P extends string> = { caller: Caller; id: string; params: Record<ParamsOf<P>, string> }

/** A row as the server and the document need it. */
export type Route = Required<Pick<Row<string, z.ZodType, z.ZodType>, 'status' | 'refusals' | 'statuses'>> &
  Row<string, z.ZodType, z.ZodType> & {
    /** The part of the address that is looked up; null for what belongs to no company. */
    scope: Scope | null
    /** What the caller must be permitted; null where no grant decides, as for what belongs to no company. */
    grant: GrantName | null
    /** Whether it answers without a credential, too. */
    isOpen: boolean
    respond(context: Context): Promise<Response>
  }

type Headers = Record<string, string>

const Nothing = z.object({})
type Nothing = typeof Nothing

/** Makes rows of a dialect's table. What a row answers is sent as JSON, unless it is a `Response` already. */
export function rowsOf(dialect: Dialect) {
  /**
   * A request in one company, which the first id of the path names or belongs to. `id` is that id, a plain UUID; `params` has every
   * id of the path, each a plain UUID, and what else stands in braces as it came.
   */
  function route<const P extends string, Q extends z.ZodType = Nothing, B extends z.ZodType = Nothing>(
    row: Row<P, Q, B> & { run(asked: Asked<z.output<Q>, z.output<B>> & InCompany<P>): Promise<unknown> },
  ): Route {
    const scope = dialect.scopes[row.path.split('/')[1] ?? '']
    if (!scope) throw new Error(`${row.path} begins with nothing that is known`)
    const [first = '', ...inner] = namesIn(row.path)
    return complete(dialect, row, scope, async (context, identify, headers) => {
      const identity = await identify()
      const text = context.req.param(first) ?? ''
      const { caller, id } = await dialect.locate(identity, scope, text, (name) => context.req.query(name))
      const deeper = inner.map((name) => [name, innerId(dialect, name, context.req.param(name) ?? '')])
      const params = Object.fromEntries([[first, id], ...deeper]) as Record<ParamsOf<P>, string>
      return answered(context, row, headers, (asked) => row.run({ caller, id, params, ...asked }))
    })
  }

  /** A row for what belongs to no company yet. What stands in braces comes as it is. */
  function rootRoute<const P extends string, Q extends z.ZodType = Nothing, B extends z.ZodType = Nothing>(
    row: Row<P, Q, B> & {
      run(asked: Asked<z.output<Q>, z.output<B>> & Named<P> & { identity: Identity }): Promise<unknown>
    },
  ): Route {
    return complete(dialect, row, null, async (context, identify, headers) => {
      const identity = await identify()
      const params = textsIn<P>(context, row.path)
      return answered(context, row, headers, (asked) => row.run({ identity, params, ...asked }))
    })
  }

  /** A row that needs no credential. One that is presented all the same must be valid; `identify` tells whose it is. */
  function openRoute<const P extends string, Q extends z.ZodType = Nothing, B extends z.ZodType = Nothing>(
    row: Row<P, Q, B> & {
      run(asked: Asked<z.output<Q>, z.output<B>> & Named<P> & { identify(): Promise<Identity> }): Promise<unknown>
    },
  ): Route {
    const made = complete(dialect, row, null, async (context, identify, headers) => {
      if (context.req.header('authorization') !== undefined) await identify()
      const params = textsIn<P>(context, row.path)
      return answered(context, row, headers, (asked) => row.run({ identify, params, ...asked }))
    })
    return { ...made, isOpen: true }
  }
  return { route, rootRoute, openRoute }
}

function complete(
  dialect: Dialect,
  row: Row<string, z.ZodType, z.ZodType>,
  scope: Scope | null,
  run: (context: Context, identify: () => Promise<Identity>, headers: Headers) => Promise<unknown>,
): Route {
  const status = row.status ?? 200
  const respond = async (context: Context) => {
    try {
      const headers: Headers = {}
      const answer = await run(context, () => identify(visitOfWeb(context.req.raw)), headers)
      if (answer instanceof Response) return answer
      return status === 204 ? new Response(null, { status, headers }) : Response.json(answer, { status, headers })
    } catch (error) {
      return problemAnswer(dialect, error, row.statuses)
    }
  }
  const { refusals = [], statuses = {}, permittedBy = row.name } = row
  const grant = grantOf(permittedBy)
  if (scope && !grant) throw new Error(`${row.path} must say by which command ${row.name} is permitted`)
  return { ...row, status, refusals, statuses, scope, grant, isOpen: false, respond }
}

/** `/a/{b}/c/{d}` → b, d. */
export function namesIn(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
}

/** What stands in a path's braces, as it came. */
function textsIn<P extends string>(context: Context, path: P): Record<ParamsOf<P>, string> {
  const texts = namesIn(path).map((name) => [name, context.req.param(name) ?? ''])
  return Object.fromEntries(texts) as Record<ParamsOf<P>, string>
}

function innerId(dialect: Dialect, name: string, text: string): string {
  const kind = dialect.inner[name]
  if (!kind) return text
  const uuid = parseId(kind, text)
  if (!uuid) throw notFound(kind)
  return uuid
}

/** What a row answers to what was sent; a field of the body that names what is not there is named in the refusal. */
async function answered<Q extends z.ZodType, B extends z.ZodType>(
  context: Context,
  row: Row<string, Q, B>,
  headers: Headers,
  run: (asked: Asked<z.output<Q>, z.output<B>>) => Promise<unknown>,
): Promise<unknown> {
  const { asked, sent } = await read(context, row, headers)
  return run(asked).catch((error: unknown) => {
    throw withNotFoundFields(error, row.body, sent)
  })
}

async function read<Q extends z.ZodType, B extends z.ZodType>(
  context: Context,
  row: Row<string, Q, B>,
  headers: Headers,
): Promise<{ asked: Asked<z.output<Q>, z.output<B>>; sent: unknown }> {
  const query = (row.query ?? Nothing).safeParse(row.query ? context.req.query() : {})
  if (!query.success) throw invalidQuery(query.error)
  const sent = row.body ? await json(context.req.raw) : {}
  const body = (row.body ?? Nothing).safeParse(sent)
  if (!body.success) throw invalidBody(body.error)
  const asked = {
    query: query.data as z.output<Q>,
    body: body.data as z.output<B>,
    request: context.req.raw,
    header: (name: string, value: string) => {
      headers[name] = value
    },
    options: { idempotencyKey: idempotencyKey(context) },
  }
  return { asked, sent }
}

async function json(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  // a form may be of any length: it is not read to see whether it is empty
  const text = /^multipart\//i.test(type) ? 'a form' : await request.text()
  if (text.trim() !== '' && !isJsonType(type)) {
    throw new Unacceptable(415, 'unsupported_media_type', 'The body must be JSON: send content-type: application/json.')
  }
  return parseJson(text)
}

function idempotencyKey(context: Context): string | undefined {
  const key = context.req.header('idempotency-key')
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new Unacceptable(400, 'invalid_input', 'Idempotency-Key takes 1 to 200 visible ASCII characters.')
  }
  return key
}
