import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EmbeddedPostgres, ensurePostgres } from '@/platform/database/embedded-postgres'
import { applyMigrations } from '@/platform/database/migrate'
import { DATA_FOLDER } from './folders'
import { StartProblem } from './start-problem'

const DEFAULT_PORT = 5433
const DATABASE = 'paperclip'
const PATIENCE_SECONDS = 60

export type Database = {
  url(): string
  /** One line for the person who starts: which database, and where. */
  description: string
  /** Stops the embedded server; does nothing to a database that DATABASE_URL names. */
  stop(): Promise<void>
}

export type OpenOptions = {
  /** Called after an embedded server that died was started again. */
  onRestart: (isMoved: boolean) => void
  /** True once nobody waits for the database any more. */
  isStopping: () => boolean
}

/**
 * Opens the database that DATABASE_URL names, else the embedded one in `.data/postgres`, and applies the migrations.
 * An embedded server that dies later is started again; `onRestart` is told whether its address changed.
 */
export async function openDatabase({ onRestart, isStopping }: OpenOptions): Promise<Database> {
  const given = process.env.DATABASE_URL
  if (given) {
    await migrateWhenReachable(given, isStopping)
    return { url: () => given, description: `PostgreSQL at ${new URL(given).host}`, stop: async () => {} }
  }
  const first = await ensureEmbedded()
  try {
    await applyMigrations(first.url)
  } catch (error) {
    await first.stop()
    throw error
  }
  return keepRunning(first, onRestart)
}

/** Starts or finds the embedded server of this folder. */
export function ensureEmbedded(port?: number): Promise<EmbeddedPostgres> {
  const wanted = port ?? Number(process.env.EMBEDDED_PG_PORT || DEFAULT_PORT)
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 65_000) {
    throw new StartProblem(
      `EMBEDDED_PG_PORT is "${process.env.EMBEDDED_PG_PORT}"; it must be a number from 1 to 65000.`,
    )
  }
  return ensurePostgres({ dataDir: path.join(DATA_FOLDER, 'postgres'), port: wanted, database: DATABASE })
}

function keepRunning(first: EmbeddedPostgres, onRestart: (isMoved: boolean) => void): Database {
  let server = first
  let isStopped = false

  async function watch(): Promise<void> {
    await server.exited
    for (let pauseMs = 250; !isStopped; pauseMs = Math.min(pauseMs * 2, 15_000)) {
      try {
        const next = await ensureEmbedded(server.port)
        if (isStopped) return next.stop()
        const isMoved = next.port !== server.port
        server = next
        onRestart(isMoved)
        return watch()
      } catch (error) {
        console.error(`The database stopped and does not start again: ${(error as Error).message}`)
        await sleep(pauseMs)
      }
    }
  }
  void watch()

  return {
    url: () => server.url,
    description: `PostgreSQL on port ${first.port}${first.isReused ? ' (was running already)' : ''}, data in .data/postgres`,
    async stop() {
      isStopped = true
      await server.stop()
    },
  }
}

/** In a set of containers the database often comes up after us. */
async function migrateWhenReachable(url: string, isStopping: () => boolean): Promise<void> {
  const { host } = new URL(url)
  const deadline = Date.now() + PATIENCE_SECONDS * 1000
  for (let attempt = 1; ; attempt++) {
    try {
      await applyMigrations(url)
      return
    } catch (error) {
      const text = (error as Error).message
      if (isStopping() || !text.startsWith('Cannot connect') || Date.now() > deadline) {
        throw new StartProblem(
          `${text}. DATABASE_URL names ${host}: check that it is right and that the database runs.`,
        )
      }
      if (attempt === 1) console.log(`  Waiting up to ${PATIENCE_SECONDS} s for the database at ${host} ...`)
    }
    await sleep(1000)
  }
}
