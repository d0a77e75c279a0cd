import { getRequestListener } from '@hono/node-server'
import { actorOf, proveBearer, systemCaller } from '@/features/access'
import {
  callModel,
  type DialectName,
  endpointOf,
  type GatewayAnswer,
  listUsableModels,
  type ProblemKind,
  refusalIn,
  TIME_LIMITS,
} from '@/features/models'
import type { Caller } from '@/platform/command'
import { type Code, Refusal } from '@/platform/errors'
import { problemOf } from '../http/problem'
import { currentRequest, note } from '../http/request-scope'

/** Conversations with images are long; the makers of models take as much. */
export const MAX_LLM_BYTES = 32_000_000

const BASES: [base: string, dialect: DialectName][] = [
  ['/api/llm/openai/v1/', 'openai'],
  ['/api/llm/anthropic/v1/', 'anthropic'],
]
/** What goes on to the provider of a client's headers. */
const PASSED_ON = ['anthropic-version', 'anthropic-beta']

/** The model gateway: the dialects of OpenAI and Anthropic, with the token of a run as the key. */
export async function answerLlm(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  const [base, dialect] = BASES.find(([each]) => pathname.startsWith(each)) ?? [null, 'openai' as const]
  try {
    if (!base) throw new Refusal('not_found', 'The gateway speaks /api/llm/openai/v1 and /api/llm/anthropic/v1.')
    return await answer(request, dialect, pathname.slice(base.length))
  } catch (error) {
    if (request.signal.aborted) return new Response(null, { status: 499 })
    return refusal(dialect, error)
  }
}

/** The same, for node:http. */
export const handleLlm = getRequestListener(answerLlm, { overrideGlobalObjects: false })

async function answer(request: Request, dialect: DialectName, path: string): Promise<Response> {
  const { caller, runId, token } = await prove(request)
  if (request.method === 'GET' && path === 'models') {
    return Response.json(await listUsableModels(caller, dialect, request.signal))
  }
  const endpoint = request.method === 'POST' ? endpointOf(dialect, path) : null
  if (!endpoint) throw new Refusal('not_found', `The gateway has no ${request.method} ${path}.`)
  const { text, bytes } = await read(request)
  const body = parse(text)
  return respond(
    await callModel(caller, {
      ...{ endpoint, body, bytes, text, runId },
      isStreamed: body.stream === true,
      headers: Object.fromEntries(PASSED_ON.flatMap((name) => pair(name, request.headers.get(name)))),
      signal: request.signal,
      limits: TIME_LIMITS,
      secrets: [token],
    }),
  )
}

const pair = (name: string, value: string | null) => (value === null ? [] : [[name, value]])

/** The run whose token the client has for a key, in either dialect's place for one. */
async function prove(request: Request): Promise<{ caller: Caller; runId: string; token: string }> {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const token = bearer ?? request.headers.get('x-api-key') ?? ''
  const identity = token ? await proveBearer(token) : null
  if (identity?.kind !== 'agent' || identity.runId === null) {
    throw new Refusal(
      'unauthenticated',
      'The key is not the token of a live run (PAPERCLIP_API_KEY of its environment).',
    )
  }
  note({ actor: actorOf(identity), companyId: identity.companyId })
  const requestId = currentRequest()?.requestId
  const caller = { ...systemCaller(identity.companyId, 'gateway'), ...(requestId ? { requestId } : {}) }
  return { caller, runId: identity.runId, token }
}

async function read(request: Request): Promise<{ text: string; bytes: number }> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_LLM_BYTES) throw tooLarge()
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes > MAX_LLM_BYTES) throw tooLarge()
  }
  return { text: Buffer.concat(chunks).toString('utf8'), bytes }
}

const tooLarge = () => new Refusal('too_large', `The body is larger than ${MAX_LLM_BYTES} bytes.`)

function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body }
  } catch {
    // told below
  }
  throw new Refusal('invalid_input', 'The body must be a JSON object.')
}

function respond({ status, headers, body }: GatewayAnswer): Response {
  return new Response(body, { status, headers })
}

const KINDS: Partial<Record<Code, ProblemKind>> = {
  unauthenticated: 'unauthenticated',
  forbidden: 'forbidden',
  illegal_transition: 'forbidden',
  company_halted: 'forbidden',
  budget_exhausted: 'budget',
  not_found: 'not_found',
  invalid_input: 'invalid',
  broken_rule: 'invalid',
  too_large: 'too_large',
  rate_limited: 'rate_limited',
  upstream_failed: 'upstream',
}

/** A refusal in the shape that the dialect's clients know. What repeating does not mend, they are told not to repeat. */
function refusal(dialect: DialectName, error: unknown): Response {
  const problem = problemOf(error)
  const { retryAfterSeconds } = problem.details
  const waits = typeof retryAfterSeconds === 'number' ? { 'retry-after': String(Math.ceil(retryAfterSeconds)) } : null
  // money that others only hold comes back in a moment
  const kind = waits ? 'rate_limited' : (KINDS[problem.code] ?? 'internal')
  const { status, body } = refusalIn(dialect, kind, problem.message)
  const isFinal = kind !== 'internal' && kind !== 'rate_limited' && kind !== 'upstream'
  return Response.json(body, { status, headers: waits ?? (isFinal ? { 'x-should-retry': 'false' } : {}) })
}
