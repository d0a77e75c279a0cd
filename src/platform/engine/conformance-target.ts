import { createServer } from 'node:http'
import { Inngest } from 'inngest'
import { serve } from 'inngest/node'
import pg from 'pg'
import { conformanceFunctions, type Note } from './conformance-functions'
import { createEmbeddedEngine, createEngineFetch, type EngineEvent } from './index'

/** An engine that has the conformance functions, and what it takes to send it events and to stop it. */
export type Target = { send(events: EngineEvent[]): Promise<void>; stop(): Promise<void> }

const APP = 'conformance'
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const log = { info() {}, warn() {}, error: (facts: object, message?: string) => console.error(message, facts) }

/** The embedded engine on DATABASE_URL, or the Inngest server that INNGEST_TEST_URL names. */
export function startTarget(note: Note): Promise<Target> {
  const server = process.env.INNGEST_TEST_URL
  return server ? startServerTarget(server, note) : startEmbeddedTarget(note)
}

async function startEmbeddedTarget(note: Note): Promise<Target> {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 })
  const wire = createEngineFetch()
  const client = new Inngest({ id: APP, isDev: true, fetch: wire.fetch, logger: quiet })
  const engine = createEmbeddedEngine({ pool, client, functions: conformanceFunctions(client, note), log })
  wire.bind(engine)
  await engine.start()
  return {
    async send(events) {
      await engine.send(events)
    },
    async stop() {
      await engine.stop()
      await pool.end()
    },
  }
}

async function startServerTarget(server: string, note: Note): Promise<Target> {
  const client = new Inngest({ id: APP, isDev: true, baseUrl: server, eventKey: 'key', logger: quiet })
  const web = createServer(serve({ client, functions: conformanceFunctions(client, note) }))
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  const address = web.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await fetch(`http://127.0.0.1:${port}/api/inngest`, { method: 'PUT' })
  return {
    async send(events) {
      const response = await fetch(`${server}/e/key`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(events),
      })
      if (!response.ok) throw new Error(`The server answered ${response.status}: ${await response.text()}`)
    },
    async stop() {
      web.closeAllConnections()
      await new Promise((resolve) => web.close(resolve))
    },
  }
}
