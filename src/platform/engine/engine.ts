import { setTimeout } from 'node:timers/promises'
import type { Inngest, InngestFunction } from 'inngest'
import { serve } from 'inngest/edge'
import type pg from 'pg'
import { startCron } from './cron'
import { standForElection } from './election'
import { execute } from './execute'
import { createFunctionTable } from './function-table'
import { ingest } from './ingest'
import { type RunningQueue, reclaimJobs, startQueue } from './queue'
import { startRetention } from './retention'
import { checkpoint } from './steps'
import { checkSupported, readFunctionConfigs } from './supported'
import { inTransaction } from './transaction'
import type { EmbeddedEngine, Engine, EngineLog } from './types'

const DEFAULT_CONCURRENCY = 16
const GRACE_MS = 5000

/**
 * An engine that runs Inngest functions inside this process, on Postgres alone. `pool` must be a connection pool of its own that may write to the
 * schemas `engine` and `graphile_worker`; `client` must have been created with `isDev: true` and the `fetch` of `createEngineFetch`.
 * `concurrency` is the number of SDK calls at a time.
 */
export function createEmbeddedEngine(options: {
  pool: pg.Pool
  client: Inngest.Any
  functions: InngestFunction.Any[]
  log: EngineLog
  concurrency?: number
}): EmbeddedEngine {
  const { pool, client, functions, log, concurrency = DEFAULT_CONCURRENCY } = options
  guardPool(pool, log)
  let queue: RunningQueue | undefined
  const engine: Engine = {
    pool,
    log,
    functions: createFunctionTable([]),
    call: serve({ client, functions }),
    lookAgainIn: (ms) => queue?.lookAgainIn(ms),
  }
  const ready = loadFunctions(engine, client, functions)
  // `start` reports it; until then nobody has to be listening.
  ready.catch(() => {})
  const office = createOffice(engine, concurrency, (running) => {
    queue = running
  })
  let election: ReturnType<typeof standForElection> | undefined
  const take: EmbeddedEngine['ingest'] = async (tx, events) => {
    await ready
    return ingest(engine, tx, events)
  }
  return {
    async start() {
      await ready
      election ??= standForElection(pool, log, office)
    },
    async stop() {
      await election?.stop()
      election = undefined
    },
    ingest: take,
    send: (events) => inTransaction(pool, (tx) => take(tx, events)),
    checkpoint: (runId, callId, steps) => checkpoint(pool, runId, callId, steps),
    isActive: () => election?.isElected() === true && queue !== undefined,
  }
}

/** Without a listener, a connection that Postgres closes would end the process. What used it fails and is tried again. */
function guardPool(pool: pg.Pool, log: EngineLog): void {
  const report = (error: Error) => log.warn({ error: error.message }, 'engine lost a database connection')
  pool.on('error', report)
  pool.on('connect', (client) => client.on('error', report))
}

async function loadFunctions(engine: Engine, client: Inngest.Any, functions: InngestFunction.Any[]): Promise<void> {
  if (client.mode !== 'dev') {
    throw new Error(
      'The embedded engine calls functions without signing: create the Inngest client with `isDev: true`.',
    )
  }
  const configs = await readFunctionConfigs(client.id, functions)
  checkSupported(configs)
  engine.functions = createFunctionTable(configs)
}

function createOffice(engine: Engine, concurrency: number, setQueue: (queue: RunningQueue | undefined) => void) {
  let parts: { stop(): Promise<void> }[] = []
  let running: RunningQueue | undefined
  return {
    async takeUp() {
      await reclaimJobs(engine.pool, '')
      running = await startQueue(engine.pool, concurrency, engine.log, (job) => execute(engine, job))
      setQueue(running)
      parts = [startCron(engine), startRetention(engine)]
      return { ended: running.ended }
    },
    async retire() {
      await Promise.all(parts.map((part) => part.stop()))
      parts = []
      await Promise.race([running?.stop(), setTimeout(GRACE_MS, undefined, { ref: false })])
      running = undefined
      setQueue(undefined)
    },
  }
}
