import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { env } from '@/platform/env'
import { pagePolicy } from '../http/security-headers'

export type Pages = {
  /** Answers with Next: pages, their assets, and the few routes that live there. Waits until Next is ready. */
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>
  /** Gives Next a socket: only its development server takes any. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): Promise<void>
}

/** Prepares Next behind a server that listens already. */
export function startPages(): Pages {
  const isDevelopment = env().NODE_ENV === 'development'
  // Next hangs itself on the upgrades of the server it is given, and ends every socket it knows no use for: it gets one that never
  // listens, and the upgrades that are meant for it.
  const front = http.createServer()
  const preparing = prepare()
  // whoever waits for a page hears of a failure; without anybody waiting it must not end the process
  preparing.catch(() => {})

  async function prepare() {
    process.env.NEXT_TELEMETRY_DISABLED = '1'
    const { default: next } = await import('next')
    const app = next({ dev: isDevelopment, hostname: env().HOST, port: env().PORT, httpServer: front })
    await app.prepare()
    return { app, answer: app.getRequestHandler() }
  }

  return {
    async handle(request, response, path) {
      const { answer } = await preparing
      if (!path.startsWith('/_next/static/')) {
        const policy = pagePolicy(path)
        response.setHeader('content-security-policy', policy)
        // where Next looks for the nonce of the scripts that it writes
        request.headers['content-security-policy'] = policy
      }
      await answer(request, response)
    },
    upgrade(request, socket, head) {
      if (front.listenerCount('upgrade') > 0) front.emit('upgrade', request, socket, head)
      else socket.destroy()
    },
    async close() {
      await preparing.then(({ app }) => app.close()).catch(() => {})
    },
  }
}
