import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { allKept } from '@/features/models'
import { closePools } from '@/platform/database'
import { log } from '@/platform/log'
import { closeHealth } from '../health'
import { endStreams } from '../live'
import { endSockets } from '../live-stream'

/** What is being answered may finish for so long; long polls are cut. */
const ANSWERS_MS = 1_500
/** Whatever hangs, the process is gone after this. */
const LIMIT_MS = 4_500

export type Stoppable = { server: Server; stopBackground: () => Promise<void>; closePages: () => Promise<void> }

/** Stops listening, ends streams, lets answers finish, stops what runs beside, closes the database, and exits with 0. */
export function createShutdown(parts: Partial<Stoppable>): (why: string) => void {
  let isStopping = false
  return (why) => {
    if (isStopping) return
    isStopping = true
    log.info({ why }, 'stopping')
    setTimeout(() => process.exit(0), LIMIT_MS).unref()
    void stop(parts).finally(() => process.exit(0))
  }
}

async function stop({ server, stopBackground, closePages }: Partial<Stoppable>): Promise<void> {
  if (server) await stopServer(server)
  for (const end of [allKept, stopBackground, closePages, closeHealth, closePools]) {
    await end?.().catch((error: unknown) => log.warn({ err: error }, 'a part did not stop cleanly'))
  }
}

async function stopServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  endStreams()
  endSockets()
  // a connection whose last answer ends now would be kept open for more
  const sweep = setInterval(() => server.closeIdleConnections(), 20)
  await Promise.race([closed, sleep(ANSWERS_MS)])
  clearInterval(sweep)
  server.closeAllConnections()
}
