import { startTestCluster } from './cluster'
import { startServer } from './running-server'

/** Playwright's global set-up: the built product with a worker, on an empty database. What it returns is the tear-down. */
export default async function setup(): Promise<() => Promise<void>> {
  const stopCluster = await startTestCluster()
  try {
    const server = await startServer({ worker: true })
    process.env.PAPERCLIP_E2E_URL = server.url
    process.env.PAPERCLIP_E2E_SETUP_LINK = server.setupLink() ?? ''
    return async () => {
      await server.stop()
      await stopCluster()
    }
  } catch (error) {
    await stopCluster()
    throw error
  }
}
