import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ClientOptions, WebSocket } from 'ws'

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
    const deadline = Date.now() + 30_000
    while (!isEnough(heard)) {
      if (Date.now() > deadline) throw new Error(`waited 30 s; heard ${heard.length}, last ${heard.at(-1)?.type}`)
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
