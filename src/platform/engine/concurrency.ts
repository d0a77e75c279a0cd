import type pg from 'pg'
import { keyOf } from './cel'
import { addJobs } from './queue'
import { inTransaction, toJson } from './transaction'
import type { CallJob, Engine, EngineFunction, Event } from './types'

/** A function's concurrency limit for one key value. */
export type Slot = { key: string; limit: number }

// Counting and taking have to be one act. The lock is a statement of its own so that the next one sees what the last holder committed.
const LOCK = 'select pg_advisory_xact_lock(hashtextextended($1, 0))'

const TAKE = `
  insert into engine.leases (key, run_id, step_id) select $1, $2, $3
  where exists (select 1 from engine.leases where key = $1 and run_id = $2 and step_id = $3)
     or (select count(*) from engine.leases where key = $1) < $4
  on conflict do nothing`
const HOLDS = 'select 1 from engine.leases where key = $1 and run_id = $2 and step_id = $3'
const PARK = `
  insert into engine.parked (key, run_id, step_id, job) values ($1, $2, $3, $4)
  on conflict (run_id, step_id) do update set job = excluded.job`
const GIVE_BACK = 'delete from engine.leases where key = $1 and run_id = $2 and step_id = $3'
// The oldest parked calls get the free places at once, so that no newcomer can overtake them.
const HAND_ON = `
  with next as (
    delete from engine.parked where parked_id in (
      select parked_id from engine.parked where key = $1 order by parked_id
      limit greatest(0, $2 - (select count(*) from engine.leases where key = $1)))
    returning run_id, step_id, job
  ), given as (
    insert into engine.leases (key, run_id, step_id) select $1, run_id, step_id from next on conflict do nothing
  )
  select job from next`

/** The slot a call of this function needs; null when it has no limit. */
export function slotOf(fn: EngineFunction, event: Event): Slot | null {
  if (!fn.concurrency) return null
  return { key: `${fn.id}:${fn.concurrency.key ? keyOf(fn.concurrency.key, event) : ''}`, limit: fn.concurrency.limit }
}

/** Takes a place, or parks the call until one is handed to it. A job that is delivered again finds its own place. */
export async function acquire(engine: Engine, slot: Slot, job: CallJob): Promise<boolean> {
  return inTransaction(engine.pool, async (tx) => {
    await tx.query(LOCK, [slot.key])
    const call = [slot.key, job.runId, job.stepId]
    const taken = await tx.query(TAKE, [...call, slot.limit])
    if (taken.rowCount || (await tx.query(HOLDS, call)).rowCount) return true
    await tx.query(PARK, [...call, toJson(job)])
    return false
  })
}

/** Gives the place back and hands it to the oldest parked call, in the transaction that records the call's outcome. */
export async function release(engine: Engine, tx: pg.ClientBase, slot: Slot, job: CallJob): Promise<void> {
  await tx.query(LOCK, [slot.key])
  await tx.query(GIVE_BACK, [slot.key, job.runId, job.stepId])
  const next = await tx.query<{ job: CallJob }>(HAND_ON, [slot.key, slot.limit])
  await addJobs(engine, tx, next.rows)
}
