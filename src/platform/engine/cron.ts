import { Cron } from 'croner'
import { parseCron } from './cron-spec'
import { startRuns } from './start-runs'
import { inTransaction } from './transaction'
import type { Engine, EngineFunction } from './types'

// Also the longest time that a change of the machine's clock goes unnoticed.
const MAX_WAIT_MS = 30_000
const RETRY_MS = 1000

const REGISTER = 'insert into engine.cron (function_id, spec, last_slot) values ($1, $2, now()) on conflict do nothing'
const READ = 'select last_slot from engine.cron where function_id = $1 and spec = $2'
const CLAIM = 'update engine.cron set last_slot = $3 where function_id = $1 and spec = $2 and last_slot < $3'

/** The slot to fire now, and when to look again. Of several slots that were missed only the latest is fired. */
export function dueSlot(spec: string, lastSlot: Date, now: Date): { slot: Date | null; next: Date | null } {
  const { pattern, timeZone } = parseCron(spec)
  const cron = new Cron(pattern, { timezone: timeZone, paused: true })
  const first = cron.nextRun(lastSlot)
  if (!first || first > now) return { slot: null, next: first }
  // `previousRuns` excludes its reference, so ask from just after now.
  const latest = cron.previousRuns(1, new Date(now.getTime() + 1000))[0]
  const slot = latest && latest > first && latest <= now ? latest : first
  return { slot, next: cron.nextRun(now) }
}

/** Fires the cron triggers of all functions until stopped. */
export function startCron(engine: Engine): { stop(): Promise<void> } {
  const triggers = [...engine.functions.byId.values()].flatMap((fn) => fn.crons.map((spec) => ({ fn, spec })))
  let timer: NodeJS.Timeout | undefined
  let isStopped = triggers.length === 0
  const look = async (): Promise<void> => {
    let waitMs = MAX_WAIT_MS
    for (const { fn, spec } of triggers) {
      const next = await fireIfDue(engine, fn, spec)
      if (next) waitMs = Math.min(waitMs, next.getTime() - Date.now())
    }
    again(waitMs)
  }
  const again = (waitMs: number): void => {
    if (isStopped) return
    timer = setTimeout(
      () => {
        inProgress = look().catch((error: Error) => {
          engine.log.error({ error: error.message }, 'engine cron could not be fired, will try again')
          again(RETRY_MS)
        })
      },
      Math.max(0, waitMs),
    )
  }
  let inProgress: Promise<void> = Promise.resolve()
  again(0)
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await inProgress
    },
  }
}

/** Fires the trigger if a slot is due that nobody has fired yet. Returns when its next slot will be. */
export async function fireIfDue(engine: Engine, fn: EngineFunction, spec: string): Promise<Date | null> {
  const read = () => engine.pool.query<{ last_slot: Date }>(READ, [fn.id, spec])
  let state = (await read()).rows[0]
  if (!state) {
    await engine.pool.query(REGISTER, [fn.id, spec])
    state = (await read()).rows[0]
  }
  const { slot, next } = dueSlot(spec, state!.last_slot, new Date())
  if (!slot) return next
  await inTransaction(engine.pool, async (tx) => {
    // Whoever moves the row to this slot fires it; a second engine finds nothing to move.
    if ((await tx.query(CLAIM, [fn.id, spec, slot])).rowCount !== 1) return
    const at = slot.toISOString()
    const data = { cron: spec, fireAt: at, scheduledAt: at }
    await startRuns(engine, tx, [{ fn, event: { id: at, name: 'inngest/scheduled.timer', data, ts: slot.getTime() } }])
  })
  return next
}
