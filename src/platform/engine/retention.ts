import type pg from 'pg'
import type { Engine } from './types'

const EVERY_MS = 5 * 60_000
const BATCH = 1000
const MAX_BATCHES = 50

// The steps and listeners of a run go with it.
const SWEEPS = [
  `delete from engine.runs where run_id in (
     select run_id from engine.runs where ended_at < now() - interval '24 hours' order by ended_at limit ${BATCH})`,
  `delete from engine.event_ids where event_id in (
     select event_id from engine.event_ids where received_at < now() - interval '24 hours' order by received_at limit ${BATCH})`,
  `delete from engine.idempotency_keys where (function_id, key) in (
     select function_id, key from engine.idempotency_keys where received_at < now() - interval '24 hours'
     order by received_at limit ${BATCH})`,
]

/** Deletes runs that ended, and event ids and idempotency keys that were seen, more than 24 hours ago. Returns how many rows went. */
export async function sweep(pool: pg.Pool): Promise<number> {
  let total = 0
  for (const text of SWEEPS) {
    for (let batch = 0; batch < MAX_BATCHES; batch++) {
      const gone = (await pool.query(text)).rowCount ?? 0
      total += gone
      if (gone < BATCH) break
    }
  }
  return total
}

/** Sweeps every few minutes until stopped. */
export function startRetention(engine: Engine): { stop(): Promise<void> } {
  let inProgress: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    inProgress = sweep(engine.pool).catch((error: Error) =>
      engine.log.warn({ error: error.message }, 'engine sweep failed'),
    )
  }, EVERY_MS)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await inProgress
    },
  }
}
