import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type ClientOptions, WebSocket } from 'ws'
import { until } from './company'

export type Heard = { id: number; type: string; companyId: string; createdAt: string; payload: Record<string, unknown> }

/**
 * Opens a live socket.
 * @throws Error with `status` and `body` when the server refuses
 */
export async function openLive(url: string, options: ClientOptions = {}) {
  const socket = new WebSocket(url, options)
  const heard: Heard[] = []
  socket.on('message', (text) => heard.push(JSON.parse(String(text))))
  const ended = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }))
  })
  const refused = new Promise<never>((_, reject) => {
    socket.once('unexpected-response', (_request, response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => reject(Object.assign(new Error(body), { status: response.statusCode, body })))
    })
    socket.once('error', reject)
  })
  await Promise.race([once(socket, 'open'), refused])
  socket.on('error', () => {})

  /** Waits until enough was heard. */
  async function until(isEnough: (heard: Heard[]) => boolean): Promise<Heard[]> {
    const deadline = Date.now() + 90_000
    while (!isEnough(heard)) {
      if (Date.now() > deadline) throw new Error(`waited 90 s; heard ${heard.length}, last ${heard.at(-1)?.type}`)
      await sleep(10)
    }
    return heard
  }
  const ready = () => until((all) => all.some((each) => each.type === 'stream.ready'))
  return { socket, heard, ended, until, ready, close: () => socket.close() }
}

/** The status that the server refuses with; 101 when it does not. */
export async function statusOf(url: string, options: ClientOptions = {}): Promise<number> {
  try {
    ;(await openLive(url, options)).close()
    return 101
  } catch (error) {
    return error instanceof Error && 'status' in error ? Number(error.status) : 0
  }
}

/**
 * Waits until all that happened in a database is past, so that a stream that is opened now tells nothing of it. Any transaction of the
 * cluster holds that up, also the making of a database for another test.
 */
export async function untilAllIsPast(databaseUrl: string): Promise<void> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  const isPast = `SELECT coalesce(max(txid), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS "isPast" FROM "OutboxEvent"`
  try {
    await until('all that happened to be past', async () => (await client.query(isPast)).rows[0].isPast)
  } finally {
    await client.end()
  }
}

export type Change = { id: string; event: string; data: { id?: string; name?: string; data?: Record<string, unknown> } }

/** Opens the stream of server-sent events at an address, after the event with that id. `told` grows as it is read. */
export async function openChanges(url: string, lastEventId?: string) {
  const stop = new AbortController()
  const headers: Record<string, string> = lastEventId ? { 'last-event-id': lastEventId } : {}
  const response = await fetch(url, { headers, signal: stop.signal })
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status}`)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  const told: Change[] = []
  let rest = ''

  /** Reads on until enough was told. */
  async function until(isEnough: (told: Change[]) => boolean): Promise<Change[]> {
    while (!isEnough(told)) {
      const { value, done } = await reader.read()
      if (done) throw new Error('the stream ended')
      const blocks = (rest + value).split('\n\n')
      rest = blocks.pop() ?? ''
      told.push(...blocks.filter((block) => block.includes('event:')).map(parse))
    }
    return told
  }
  return { told, until, close: () => stop.abort() }
}

function parse(block: string): Change {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? ''
  return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) }
}
