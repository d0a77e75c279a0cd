import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import type { EngineLog } from './types'

// Any constant, the same in every process that shares the database.
const LOCK_KEY = 7_270_736_931
const RETRY_MS = 1000
const CHECK_MS = 5000
const FAREWELL_MS = 1000

/** What the elected process does. `ended` resolves when the work has ended by itself, because something failed. */
export type Office = { takeUp(): Promise<{ ended: Promise<void> }>; retire(): Promise<void> }

/**
 * Stands for election until stopped: whoever holds a session advisory lock, on a connection that does nothing else, works. When that
 * connection dies, Postgres frees the lock for a standby, and this process retires and stands again.
 */
export function standForElection(
  pool: pg.Pool,
  log: EngineLog,
  office: Office,
): { isElected(): boolean; stop(): Promise<void> } {
  let isStopped = false
  let isElected = false
  let waiting = new AbortController()
  const interrupt = () => waiting.abort()
  const pause = async (ms: number): Promise<void> => {
    waiting = new AbortController()
    if (!isStopped) await setTimeout(ms, undefined, { signal: waiting.signal }).catch(() => {})
  }

  const serve = async (client: pg.Client, isLost: () => boolean, lose: () => void): Promise<void> => {
    isElected = true
    try {
      const { ended } = await office.takeUp()
      ended.then(lose)
      log.info({}, 'engine is active')
      while (!isStopped && !isLost()) {
        await pause(CHECK_MS)
        // A connection that hangs must not leave two engines at work.
        if (!isStopped && !isLost()) await client.query('select 1')
      }
    } finally {
      isElected = false
      await office.retire()
    }
  }

  const stand = async (): Promise<void> => {
    const client = new pg.Client({ ...pool.options, keepAlive: true, query_timeout: CHECK_MS })
    let isLost = false
    const lose = (): void => {
      isLost = true
      interrupt()
    }
    client.on('error', lose)
    client.on('end', lose)
    try {
      await client.connect()
      while (!isStopped && !isLost) {
        const got = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [LOCK_KEY])
        if (got.rows[0]?.got) await serve(client, () => isLost, lose)
        else await pause(RETRY_MS)
      }
    } finally {
      // A connection that hangs does not answer its farewell, either.
      await Promise.race([client.end().catch(() => {}), setTimeout(FAREWELL_MS, undefined, { ref: false })])
    }
  }

  const standing = (async () => {
    while (!isStopped) {
      await stand().catch((error: Error) =>
        log.warn({ error: error.message }, 'engine lost its election, standing again'),
      )
      await pause(RETRY_MS)
    }
  })()

  return {
    isElected: () => isElected,
    async stop() {
      isStopped = true
      interrupt()
      await standing
    },
  }
}
