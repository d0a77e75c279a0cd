import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { env } from '@/platform/env'
import { pagePolicy } from '../http/security-headers'

export type Pages = {
  /** Answers with Next: pages, their assets, and the few routes that live there. Waits until Next is ready. */
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>
  close(): Promise<void>
}

/** Prepares Next behind a server that listens already. */
export function startPages(server: Server): Pages {
  const isDevelopment = env().NODE_ENV === 'development'
  const preparing = prepare()
  // whoever waits for a page hears of a failure; without anybody waiting it must not end the process
  preparing.catch(() => {})

  async function prepare() {
    process.env.NEXT_TELEMETRY_DISABLED = '1'
    const { default: next } = await import('next')
    const app = next({ dev: isDevelopment, hostname: env().HOST, port: env().PORT, httpServer: server })
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
    async close() {
      await preparing.then(({ app }) => app.close()).catch(() => {})
    },
  }
}
