import type pg from 'pg'
import { toJson } from './transaction'
import type { Opcode } from './types'

const RECORD = `
  insert into engine.steps (run_id, step_id, status, op, data, error)
  select $1, id, 'done', op, data, error from json_to_recordset($2::json) as x (id text, op text, data jsonb, error jsonb)
  on conflict (run_id, step_id) do update set status = 'done', data = excluded.data, error = excluded.error
    where engine.steps.status <> 'done'
  returning step_id`

const CHECKPOINT = `
  with held as (
    select run_id from engine.runs where run_id = $1 and status = 'running' and call_id = $2 for update
  ), recorded as (
    insert into engine.steps (run_id, step_id, status, op, data, error)
    select held.run_id, id, 'done', op, data, error
    from held, json_to_recordset($3::json) as x (id text, op text, data jsonb, error jsonb)
    on conflict (run_id, step_id) do nothing
  )
  update engine.runs set stack = stack || $4::text[] where run_id in (select run_id from held) returning run_id`

const rowsOf = (ops: Opcode[]) =>
  toJson(ops.map(({ id, op, data, error }) => ({ id, op, data: error ? null : (data ?? null), error: error ?? null })))

/** Stores results of steps; a result that is already there stays. Returns the ids that were new, in the order given. */
export async function recordSteps(tx: pg.ClientBase, runId: string, ops: Opcode[]): Promise<string[]> {
  if (ops.length === 0) return []
  const recorded = await tx.query<{ step_id: string }>({
    name: 'engine-record',
    text: RECORD,
    values: [runId, rowsOf(ops)],
  })
  const isNew = new Set(recorded.rows.map((row) => row.step_id))
  return ops.map((op) => op.id).filter((id) => isNew.has(id))
}

/** Stores results while the call that made them goes on. False when that call is no longer the run's current one. */
export async function checkpoint(pool: pg.Pool, runId: string, callId: string, ops: Opcode[]): Promise<boolean> {
  const values = [runId, callId, rowsOf(ops), ops.map((op) => op.id)]
  const held = await pool.query({ name: 'engine-checkpoint', text: CHECKPOINT, values })
  return held.rowCount === 1
}

/** Registers a step that its own call will run. False when it is registered already. */
export async function planStep(tx: pg.ClientBase, runId: string, op: Opcode): Promise<boolean> {
  const text = `insert into engine.steps (run_id, step_id, status, op) values ($1, $2, 'planned', $3) on conflict do nothing`
  return (await tx.query(text, [runId, op.id, op.op])).rowCount === 1
}

/** Registers a step that ends by itself: by a timer, an event or a child run. False when it is registered already. */
export async function waitStep(tx: pg.ClientBase, runId: string, op: Opcode): Promise<boolean> {
  const text = `insert into engine.steps (run_id, step_id, status, op) values ($1, $2, 'waiting', $3) on conflict do nothing`
  return (await tx.query(text, [runId, op.id, op.op])).rowCount === 1
}

/** Has a waiting step told of an event. `matchKey` '' means that the condition is evaluated for each such event. */
export async function listen(
  tx: pg.ClientBase,
  step: { runId: string; stepId: string; eventName: string; matchKey: string; condition: string | null },
): Promise<void> {
  await tx.query(
    'insert into engine.listeners (run_id, listener, event_name, match_key, condition) values ($1, $2, $3, $4, $5)',
    [step.runId, step.stepId, step.eventName, step.matchKey, step.condition],
  )
}
