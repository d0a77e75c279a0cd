import type { WebSocket } from 'ws'
import { now } from '@/platform/clock'
import { Refusal } from '@/platform/errors'
import type { CompanyId } from '@/platform/ids'
import { log } from '@/platform/log'
import { type FeedEvent, follow, type Position, readFeed } from '@/platform/outbox/feed'
import { type Cursor, createNumbering, idOf } from './live-message'

const PAGE = 500
/** What a reader that does not read may pile up before its stream is ended; it comes back and resumes. */
const MAX_PENDING_BYTES = 2 * 1024 * 1024
/** How long a reader may take for one page of what it missed. */
const PAGE_LIMIT_MS = 20_000

const CLOSING = { restart: 1001, noRight: 1008, problem: 1011, tooSlow: 1013 } as const

type Stream = {
  companyId: CompanyId
  from: Cursor
  /** Throws a Refusal once the credential is worth nothing here. */
  stillMay(): Promise<unknown>
  pingMs: number
  /** A socket that was told that it is over is cut after this. */
  farewellMs: number
}

const endings = new Set<() => void>()

/** Ends all sockets; clients come back by themselves. */
export function endSockets(): void {
  for (const end of [...endings]) end()
}

/**
 * Tells a socket what happens in a company: what it missed, page by page as fast as it reads, then `stream.ready`, then what comes.
 * A peer that answers no ping is dropped, a slow one is sent away, and so is one whose credential ended.
 */
export function openStream(socket: WebSocket, { companyId, from, stillMay, pingMs, farewellMs }: Stream): void {
  const messageOf = createNumbering(companyId, from)
  let lastId = idOf(from)
  let position: Position = { txid: from.txid, seq: -1 }
  let isAlive = true
  let isReady = false
  let stopFollowing = () => {}

  const isOpen = () => endings.has(endForRestart)
  const forget = () => {
    endings.delete(endForRestart)
    clearInterval(ping)
    stopFollowing()
  }
  const end = (code: number, reason: string) => {
    if (!isOpen()) return
    forget()
    socket.close(code, reason)
    setTimeout(() => socket.terminate(), farewellMs).unref()
  }
  const endForRestart = () => end(CLOSING.restart, 'The server stops. Come back and resume.')

  const send = (text: string, sent?: () => void) => {
    if (socket.bufferedAmount > MAX_PENDING_BYTES) {
      return end(CLOSING.tooSlow, 'Too slow. Come back and resume after the last id.')
    }
    socket.send(text, () => sent?.())
  }
  const tell = (events: FeedEvent[]) => {
    for (const event of events) {
      if (!isOpen()) return
      position = { txid: event.txid, seq: event.seq }
      const message = messageOf(event)
      if (!message) continue
      lastId = message.id
      send(JSON.stringify(message))
    }
  }
  /** Resolves when all that was sent has left this process. */
  const drained = () =>
    new Promise<void>((resolve) => {
      const limit = setTimeout(
        () => end(CLOSING.tooSlow, 'Too slow. Come back and resume after the last id.'),
        PAGE_LIMIT_MS,
      )
      socket.ping(undefined, undefined, () => {
        clearTimeout(limit)
        resolve()
      })
    })
  const tellReady = () => {
    if (isReady) return
    isReady = true
    const createdAt = now().toISOString()
    send(JSON.stringify({ id: lastId, companyId, type: 'stream.ready', createdAt, payload: {} }))
  }

  async function catchUp(): Promise<void> {
    for (;;) {
      const events = await readFeed(companyId, position, PAGE)
      tell(events)
      if (events.length < PAGE || !isOpen()) break
      await drained()
    }
    if (isOpen()) listen()
  }

  function listen(): void {
    let hears = true
    stopFollowing = follow(companyId, position, {
      onEvents: (events) => hears && tell(events),
      onReady: (_, isComplete) => {
        hears = isComplete
        if (isComplete) return tellReady()
        // more happened since than is told at once: the pages have it
        setImmediate(() => {
          stopFollowing()
          catchUp().catch(fail)
        })
      },
    })
    if (!isOpen()) stopFollowing()
  }

  function fail(error: unknown): void {
    log.warn({ err: error, companyId }, 'live events could not be read')
    end(CLOSING.problem, 'The events could not be read. Come back and resume.')
  }

  const look = () => {
    if (!isOpen()) return
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
    // a database that is away refuses nobody
    stillMay().catch((error: unknown) => {
      if (error instanceof Refusal) end(CLOSING.noRight, 'The credential is not valid any more.')
    })
  }
  // what has arrived is read first: this process may have been held up, and not the peer
  const ping = setInterval(() => setImmediate(look), pingMs)

  endings.add(endForRestart)
  socket.on('pong', () => {
    isAlive = true
  })
  // a broken connection is told by close, too
  socket.on('error', () => {})
  socket.on('close', forget)
  catchUp().catch(fail)
}
