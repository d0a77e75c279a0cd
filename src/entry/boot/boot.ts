import http from 'node:http'
import { createSetupLink, declareLoopback } from '@/features/access'
import { env, isLoopback } from '@/platform/env'
import { log } from '@/platform/log'
import { startBackground } from '../background'
import { addressOf } from '../http/address'
import { setupUrl } from '../http/setup'
import { requireDatabase } from './database'
import { requireMasterKey } from './keys'
import { listen } from './listen'
import { startPages } from './pages'
import { createRoutes } from './routes'
import { createShutdown, type Stoppable } from './shutdown'
import { createUpgrades } from './upgrades'

/**
 * Starts the web server: checks the database, listens, then starts what is not needed to answer.
 * @throws BootProblem with a sentence for the person who starts it
 */
export async function boot(): Promise<void> {
  const settings = env()
  const parts: Partial<Stoppable> = {}
  stopOnSignals(createShutdown(parts))

  await requireDatabase()
  await requireMasterKey()
  if (isLoopback(settings.HOST)) declareLoopback()
  const server = http.createServer()
  // longer than proxies keep theirs, so that they never send into a connection that is being closed
  server.keepAliveTimeout = 65_000
  const pages = startPages()
  server.on('request', createRoutes(pages))
  server.on('upgrade', createUpgrades(pages))
  await listen(server, settings)
  Object.assign(parts, { server, closePages: pages.close })

  const url = addressOf(settings)
  const token = await createSetupLink()
  announce(url, token ? setupUrl(url, token) : undefined)
  parts.stopBackground = await startBackground()
}

function stopOnSignals(shutdown: (why: string) => void): void {
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => shutdown(name))
  process.on('disconnect', () => shutdown('the process that started this one is gone'))
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unexpected error outside of a request'))
}

/** The link goes to whoever started the process, never into the log. */
function announce(url: string, setupLink: string | undefined): void {
  log.info({ url }, 'listening')
  if (process.send) process.send({ type: 'ready', url, setupLink })
  else if (setupLink) console.log(`To begin, open ${setupLink}`)
}
