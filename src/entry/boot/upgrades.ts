import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { env } from '@/platform/env'
import { putPlain } from '../http/plain-path'
import { createLiveSocket, isLivePath } from '../live-socket'
import type { Pages } from './pages'

type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Answers every request to upgrade: live events, and in development what Next's pages need to reload. */
export function createUpgrades(pages: Pages): OnUpgrade {
  const openLive = createLiveSocket()
  const isDevelopment = env().NODE_ENV === 'development'
  return (request, socket, head) => {
    const path = putPlain(request)
    if (path !== null && isLivePath(path)) void openLive(request, socket, head)
    else if (path !== null && isDevelopment) pages.upgrade(request, socket, head)
    else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  }
}
