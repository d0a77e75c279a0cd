import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http'
import { env } from '@/platform/env'
import { checkHealth } from '../health'
import { HOOKS, hooks } from '../hooks'
import { MAX_BODY_BYTES, refuseLargeBody } from '../http/body-limit'
import { putPlain } from '../http/plain-path'
import { problemResponse } from '../http/problem'
import { admitSignIn } from '../http/rate-limit'
import { remoteAddress } from '../http/remote-address'
import { logWhenOver, pathOf } from '../http/request-log'
import { inRequest, type RequestScope, requestIdFrom } from '../http/request-scope'
import { apiHeaders, commonHeaders } from '../http/security-headers'
import { visitOfNode } from '../http/visit'
import { live } from '../live'
import { isLivePath, socketNeeded } from '../live-socket'
import { handleLlm } from '../llm/http'
import { answerApi, withBase } from '../rest/api'
import { isForm } from '../rest/serve'
import { answerV1 } from '../rest/v1'
import { createContext, MAX_BATCH } from '../trpc/init'
import { appRouter } from '../trpc/router'
import { handleWorker } from '../worker/http'
import type { Pages } from './pages'

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

// Next's classes must stay what they extend: the adaptor would put lighter ones in the place of Request and Response.
const PLAIN = { overrideGlobalObjects: false }
const handleV1 = getRequestListener(answerV1, PLAIN)
const handleApi = getRequestListener(answerApi, PLAIN)
const handleApiWithoutBase = getRequestListener((request) => answerApi(withBase(request)), PLAIN)
const handleLive = getRequestListener(live, PLAIN)
const handleLiveWithoutUpgrade = getRequestListener(socketNeeded, PLAIN)
const handleHooks = getRequestListener(hooks, PLAIN)

/** Doors that answer on node:http; the first whose path matches. Null: Next answers. */
const DOORS: [prefix: string, handle: Handler | null][] = [
  ['/api/health', handleHealth],
  ['/api/trpc/', handleTrpc],
  ['/api/v1/', handleV1],
  ['/api/v1', handleV1],
  ['/api/worker/', handleWorker],
  ['/api/llm/', handleLlm],
  ['/api/live', handleLive],
  [HOOKS, handleHooks],
  // what is left of /api is the dialect's, but for what Next serves
  ['/api/auth/', null],
  ['/api/setup', null],
  ['/api/inngest', null],
  ['/api/', handleApi],
  ['/api', handleApi],
  ['/heartbeat-runs/', handleApiWithoutBase],
]

async function handleHealth(_request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await checkHealth()
  sendJson(response, status, body)
}

function handleTrpc(request: IncomingMessage, response: ServerResponse): Promise<void> {
  return nodeHTTPRequestHandler({
    req: request,
    res: response,
    router: appRouter,
    path: pathOf(request).slice('/api/trpc/'.length),
    createContext: () => createContext(visitOfNode(request)),
    maxBodySize: MAX_BODY_BYTES,
    maxBatchSize: MAX_BATCH,
  })
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(body))
}

function handleNowhere(_request: IncomingMessage, response: ServerResponse): void {
  sendJson(response, 404, { error: 'There is nothing at this address.', code: 'not_found', details: {} })
}

function doorFor(path: string): Handler | null {
  // the embedded engine calls its functions inside the process; nobody else may
  if (path === '/api/inngest' && env().ENGINE === 'embedded') {
    return handleNowhere
  }
  if (isLivePath(path)) return handleLiveWithoutUpgrade
  const door = DOORS.find(([prefix]) => (prefix.endsWith('/') ? path.startsWith(prefix) : path === prefix))
  return door ? door[1] : null
}

/** Files come as forms of any length, and conversations with models are long; these doors count what they read. */
function mayBeLong(request: IncomingMessage, handle: Handler | null): boolean {
  if (handle === handleLlm) return true
  return (handle === handleV1 || handle === handleApi) && isForm(request.headers['content-type'])
}

/** Answers every request of the server: doors on node:http, everything else by Next. */
export function createRoutes(pages: Pages): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const id = request.headers['x-request-id']
    const scope: RequestScope = {
      requestId: requestIdFrom(Array.isArray(id) ? id[0] : id),
      address: remoteAddress(request, env().TRUSTED_PROXIES),
      tell: (name, value) => void (response.headersSent || response.setHeader(name, value)),
    }
    const path = putPlain(request)
    logWhenOver(request, response, scope)
    response.setHeader('x-request-id', scope.requestId)
    const handle = path === null ? handleNowhere : doorFor(path)
    const isPage = handle === null && !path?.startsWith('/api/')
    for (const [name, value] of isPage ? commonHeaders() : apiHeaders()) response.setHeader(name, value)
    if (path === null) return handleNowhere(request, response)
    if (!mayBeLong(request, handle) && refuseLargeBody(request, response)) return
    inRequest(scope, () => {
      const answered = (async () => {
        await admitSignIn(request.method ?? '', path)
        return handle ? handle(request, response) : pages.handle(request, response, path)
      })()
      answered.catch((error: unknown) => void sendProblem(response, error))
    })
  }
}

async function sendProblem(response: ServerResponse, error: unknown): Promise<void> {
  const problem = problemResponse(error)
  if (response.headersSent) return void response.destroy()
  problem.headers.forEach((value, name) => void response.setHeader(name, value))
  sendJson(response, problem.status, await problem.json())
}
