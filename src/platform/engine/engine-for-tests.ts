import { Inngest, type InngestFunction } from 'inngest'
import pg from 'pg'
import { createEmbeddedEngine, createEngineFetch, type EmbeddedEngine } from './index'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** An engine on DATABASE_URL with a pool of its own; not started. `close` stops it and ends the pool. */
export function openEngine(define: (client: Inngest) => InngestFunction.Any[]): {
  engine: EmbeddedEngine
  pool: pg.Pool
  close(): Promise<void>
} {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 12 })
  const wire = createEngineFetch()
  const client = new Inngest({ id: 'test', isDev: true, fetch: wire.fetch, logger: quiet })
  const engine = createEmbeddedEngine({ pool, client, functions: define(client), log: quiet })
  wire.bind(engine)
  const close = async () => {
    await engine.stop()
    await pool.end()
  }
  return { engine, pool, close }
}
