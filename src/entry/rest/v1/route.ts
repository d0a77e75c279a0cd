import type { Context } from 'hono'
import { z } from 'zod'
import type { Identity } from '@/features/access'
import type { Caller, CallOptions } from '@/platform/command'
import type { Code } from '@/platform/errors'
import { parseId } from '@/platform/ids'
import { callerAt, callerIn, identify } from '../../caller'
import { visitOfWeb } from '../../http/visit'
import { invalidBody, invalidQuery, Unacceptable } from './problem'

/** What a path may begin with; the segment after it names one of them. */
const SCOPES = {
  companies: 'company',
  agents: 'agent',
  tasks: 'task',
  goals: 'goal',
  runs: 'run',
  keys: 'key',
} as const
type Scope = (typeof SCOPES)[keyof typeof SCOPES]

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
  /** Default: 200. */
  status?: 200 | 201 | 202
  answer: z.ZodType
  /** Refusals beyond those that every route has. */
  refusals?: readonly Code[]
}

type Asked<Q, B> = { query: Q; body: B; options: CallOptions }

export type Route = Required<Pick<Row<z.ZodType, z.ZodType>, 'status' | 'refusals'>> &
  Row<z.ZodType, z.ZodType> & {
    /** The part of the address that is looked up; null for what belongs to no company. */
    scope: Scope | null
    respond(context: Context): Promise<Response>
  }

const Nothing = z.object({})
type Nothing = typeof Nothing

/**
 * A row of the table: a request in one company, which the first id of the path names or belongs to. `id` is that id, a plain UUID.
 */
export function route<Q extends z.ZodType = Nothing, B extends z.ZodType = Nothing>(
  row: Row<Q, B> & { run(asked: Asked<z.output<Q>, z.output<B>> & { caller: Caller; id: string }): Promise<unknown> },
): Route {
  const scope = SCOPES[row.path.split('/')[1] as keyof typeof SCOPES]
  const param = /\{(\w+)\}/.exec(row.path)?.[1] ?? ''
  return complete(row, scope, async (context, identity) => {
    const text = context.req.param(param) ?? ''
    const caller = scope === 'company' ? await callerIn(identity, text) : await callerAt(identity, scope, text)
    const id = scope === 'company' ? caller.companyId : (parseId(scope, text) ?? text)
    return row.run({ caller, id, ...(await read(context, row)) })
  })
}

/** A row for what belongs to no company yet. */
export function rootRoute<Q extends z.ZodType = Nothing, B extends z.ZodType = Nothing>(
  row: Row<Q, B> & { run(asked: Asked<z.output<Q>, z.output<B>> & { identity: Identity }): Promise<unknown> },
): Route {
  return complete(row, null, async (context, identity) => row.run({ identity, ...(await read(context, row)) }))
}

function complete(
  row: Row<z.ZodType, z.ZodType>,
  scope: Scope | null,
  run: (context: Context, identity: Identity) => Promise<unknown>,
): Route {
  const status = row.status ?? 200
  return {
    ...row,
    status,
    refusals: row.refusals ?? [],
    scope,
    respond: async (context) =>
      Response.json(await run(context, await identify(visitOfWeb(context.req.raw))), { status }),
  }
}

async function read<Q extends z.ZodType, B extends z.ZodType>(
  context: Context,
  row: Row<Q, B>,
): Promise<Asked<z.output<Q>, z.output<B>>> {
  const query = (row.query ?? Nothing).safeParse(row.query ? context.req.query() : {})
  if (!query.success) throw invalidQuery(query.error)
  const body = (row.body ?? Nothing).safeParse(row.body ? await json(context.req.raw) : {})
  if (!body.success) throw invalidBody(body.error)
  return {
    query: query.data as z.output<Q>,
    body: body.data as z.output<B>,
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
