import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Caller } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { feedHead } from '@/platform/outbox/feed'
import { callerIn, identify } from './caller'
import { pathOf, writeLine } from './http/request-log'
import { inRequest, type RequestScope, requestIdFrom } from './http/request-scope'
import { type Visit, visitOfNode } from './http/visit'
import { type Cursor, cursorOf } from './live-message'
import { openStream } from './live-stream'
import { API } from './rest/api/dialect'
import { problemAnswer, Unacceptable } from './rest/problem'

const PATH = /^\/api\/companies\/([^/]+)\/events\/ws\/?$/
/** Of this process, and of one agent or person in it, so that none takes them all. */
const LIMITS = { sockets: 1_000, socketsOfOne: 100, pingMs: 30_000, farewellMs: 5_000 }
/** Nothing is read from a client, beside what keeps the connection. */
const MAX_HEARD_BYTES = 1024

/** Whether a path is that of the live socket. */
export function isLivePath(path: string): boolean {
  return PATH.test(path)
}

/** What a request to the live socket gets that asked for no upgrade, or whose proxy left that out. */
export function socketNeeded(): Response {
  const message =
    'This is a WebSocket: ask for an upgrade, and let proxies pass the headers Upgrade and Connection on. /api/live tells the same as server-sent events.'
  const headers = { upgrade: 'websocket', connection: 'upgrade' }
  return problemAnswer(API, new Unacceptable(426, 'upgrade_required', message, { headers }))
}

/**
 * The door `GET /api/companies/:id/events/ws`: tells who asks before it upgrades, by bearer, `?token=` or a cookie from one of our own
 * pages, and answers a refusal as plain HTTP. `?after=<id>` resumes.
 */
export function createLiveSocket(limits: Partial<typeof LIMITS> = {}) {
  const { sockets, socketsOfOne, ...pace } = { ...LIMITS, ...limits }
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_HEARD_BYTES })
  const held = new Map<string, number>()
  let opening = 0

  /** Answers whether it became a stream; what is no sound handshake, `ws` has refused by itself. */
  async function open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<boolean> {
    if (server.clients.size + opening >= sockets) throw tooMany(`This server holds ${sockets} live connections`)
    opening += 1
    try {
      const visit = visitOfUpgrade(request)
      const caller = await mayFollow(visit, request)
      const from = await placeOf(request, caller)
      const count = held.get(caller.actor.id) ?? 0
      if (count >= socketsOfOne) throw tooMany(`You hold ${socketsOfOne} live connections to this server`)
      let isUpgraded = false
      server.handleUpgrade(request, socket, head, (upgraded) => {
        isUpgraded = true
        hold(upgraded, caller.actor.id)
        openStream(upgraded, { companyId: caller.companyId, from, ...pace, stillMay: () => mayFollow(visit, request) })
      })
      return isUpgraded
    } finally {
      opening -= 1
    }
  }

  function hold(socket: WebSocket, actorId: string): void {
    held.set(actorId, (held.get(actorId) ?? 0) + 1)
    socket.once('close', () => {
      const left = (held.get(actorId) ?? 1) - 1
      if (left > 0) held.set(actorId, left)
      else held.delete(actorId)
    })
  }

  /** Takes a request to upgrade to its end: a stream, or a refusal. */
  return async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const startedAt = performance.now()
    const id = request.headers['x-request-id']
    const scope: RequestScope = { requestId: requestIdFrom(Array.isArray(id) ? id[0] : id) }
    // whoever leaves before the answer must not end the process
    socket.on('error', () => socket.destroy())
    const status = await inRequest(scope, async () => {
      try {
        return (await open(request, socket, head)) ? 101 : 400
      } catch (error) {
        const answer = problemAnswer(API, error)
        await refuse(socket, answer, scope.requestId)
        return answer.status
      }
    })
    // the path alone: the query may carry a token
    writeLine({ method: request.method ?? 'GET', path: pathOf(request), status, startedAt }, scope)
  }
}

function tooMany(which: string): Refusal {
  return new Refusal('rate_limited', `${which}, as many as it may. Close one, or come back later.`, {
    retryAfterSeconds: 30,
  })
}

/**
 * Who asks for a socket. A browser sends its cookie along whatever page asks, and lets that page read, so that the rule for changes
 * holds here; a page cannot set a header either, so that a key may stand in the query.
 */
function visitOfUpgrade(request: IncomingMessage): Visit {
  const visit = visitOfNode(request)
  const token = queryOf(request).get('token')
  return {
    method: 'UPGRADE',
    header: (name) => visit.header(name) ?? (name === 'authorization' && token !== null ? `Bearer ${token}` : null),
  }
}

async function mayFollow(visit: Visit, request: IncomingMessage): Promise<Caller> {
  const company = PATH.exec(pathOf(request))?.[1] ?? ''
  const caller = await callerIn(await identify(visit), company)
  if (!caller.grants.has('company:read')) throw new Refusal('forbidden', 'This needs the permission company:read.')
  return caller
}

/** Where the stream begins: after the id that was named, else now. */
async function placeOf(request: IncomingMessage, { companyId }: Caller): Promise<Cursor> {
  const after = queryOf(request).get('after')
  const { head, nextTxid } = await feedHead(companyId)
  if (after === null) return { txid: head.txid, told: 0 }
  const cursor = cursorOf(after)
  if (cursor && cursor.txid <= nextTxid) return cursor
  throw new Refusal('invalid_input', 'after: is no id of this stream. Leave it out to begin now.', { field: 'after' })
}

function queryOf(request: IncomingMessage): URLSearchParams {
  const url = request.url ?? ''
  const at = url.indexOf('?')
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1))
}

/** Answers a request to upgrade with plain HTTP, and closes the connection. */
async function refuse(socket: Duplex, answer: Response, requestId: string): Promise<void> {
  const body = await answer.text()
  const headers = {
    ...Object.fromEntries(answer.headers),
    'x-request-id': requestId,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const head = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`
  socket.once('finish', () => socket.destroy())
  socket.end([head, ...lines, '', body].join('\r\n'))
}
