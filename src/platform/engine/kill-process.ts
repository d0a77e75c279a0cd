import { randomUUID } from 'node:crypto'
import { Inngest } from 'inngest'
import pg from 'pg'
import { createEmbeddedEngine, createEngineFetch } from './index'

export const STEPS = 4
const STEP_MS = 80

/**
 * The engine of the kill test, on DATABASE_URL. A run returns the result that each of its steps was recorded with. Each execution of a step's body leaves a row of its own in `kill_executions`.
 */
export function createKillEngine() {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 })
  const wire = createEngineFetch()
  const client = new Inngest({ id: 'kill', isDev: true, fetch: wire.fetch })
  const load = client.createFunction({ id: 'load', triggers: [{ event: 'kill/load' }] }, async ({ step, runId }) => {
    const work = (n: number): Promise<string> =>
      step.run(`step-${n}`, async () => {
        const made = randomUUID()
        await pool.query('insert into kill_executions (run_id, step, result) values ($1, $2, $3)', [runId, n, made])
        await new Promise((resolve) => setTimeout(resolve, STEP_MS))
        return made
      })
    const first = await work(0)
    const parallel = await Promise.all([work(1), work(2)])
    return [first, ...parallel, await work(3)]
  })
  const log = { info() {}, warn() {}, error: (facts: object, message?: string) => console.error(message, facts) }
  const engine = createEmbeddedEngine({ pool, client, functions: [load], log })
  wire.bind(engine)
  return { engine, pool }
}

// Run as a program, this is the process that gets killed.
if (process.argv[1] === import.meta.filename) await createKillEngine().engine.start()
