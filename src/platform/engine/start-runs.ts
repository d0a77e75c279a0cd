import type pg from 'pg'
import { newId } from '@/platform/ids'
import { keyOf } from './cel'
import { listenerKey } from './match-key'
import { addJobs } from './queue'
import { toJson } from './transaction'
import { BODY, type Engine, type EngineFunction, type Event } from './types'

export type Start = { fn: EngineFunction; event: Event; parent?: { runId: string; stepId: string } }

const CLAIM_KEYS = `
  insert into engine.idempotency_keys (function_id, key)
  select function_id, key from json_to_recordset($1::json) as x (function_id text, key text) order by 1, 2
  on conflict (function_id, key) do update set received_at = now()
    where engine.idempotency_keys.received_at < now() - interval '24 hours'
  returning function_id, key`

const INSERT_RUNS = `
  insert into engine.runs (run_id, function_id, event, singleton_key, parent_run_id, parent_step_id)
  select run_id, function_id, event, singleton_key, parent_run_id, parent_step_id
  from json_to_recordset($1::json) as x
    (run_id text, function_id text, event jsonb, singleton_key text, parent_run_id text, parent_step_id text)
  order by function_id, singleton_key, run_id
  on conflict (function_id, singleton_key) where status = 'running' and singleton_key is not null do nothing
  returning run_id`

const INSERT_LISTENERS = `
  insert into engine.listeners (run_id, listener, event_name, match_key, condition)
  select * from json_to_recordset($1::json) as x (run_id text, listener text, event_name text, match_key text, condition text)`

/** Creates the runs that idempotency and singletons allow, and queues their first calls. A parent whose child is not allowed is told so. */
export async function startRuns(engine: Engine, tx: pg.ClientBase, starts: Start[]): Promise<void> {
  if (starts.length === 0) return
  const allowed = await dropRepeated(tx, starts)
  const rows = allowed.map((start) => ({
    start,
    run_id: newId(),
    function_id: start.fn.id,
    event: start.event,
    singleton_key: start.fn.singleton
      ? start.fn.singleton.key
        ? keyOf(start.fn.singleton.key, start.event)
        : ''
      : null,
    parent_run_id: start.parent?.runId ?? null,
    parent_step_id: start.parent?.stepId ?? null,
  }))
  const plain = rows.map(({ start: _start, ...row }) => row)
  const inserted = await tx.query<{ run_id: string }>({
    name: 'engine-insert-runs',
    text: INSERT_RUNS,
    values: [toJson(plain)],
  })
  const isStarted = new Set(inserted.rows.map((row) => row.run_id))
  const started = rows.filter((row) => isStarted.has(row.run_id))
  await listenForCancel(tx, started)
  const kept = new Set(started.map((row) => row.start))
  const refused = starts.flatMap((start) => (start.parent && !kept.has(start) ? { fn: start.fn, ...start.parent } : []))
  await addJobs(engine, tx, [
    ...started.map(({ run_id }) => ({
      job: { kind: 'call' as const, runId: run_id, stepId: BODY, fence: 0, attempt: 0 },
    })),
    ...refused.map(({ fn, runId, stepId }) => ({
      job: {
        kind: 'wake' as const,
        runId,
        stepId,
        error: { name: 'InngestInvokeError', message: `${fn.id} was skipped by its own settings` },
      },
    })),
  ])
}

async function dropRepeated(tx: pg.ClientBase, starts: Start[]): Promise<Start[]> {
  const firsts = new Map<string, { start: Start; function_id: string; key: string }>()
  for (const start of starts) {
    if (start.fn.idempotency === null) continue
    const key = keyOf(start.fn.idempotency, start.event)
    const id = JSON.stringify([start.fn.id, key])
    if (!firsts.has(id)) firsts.set(id, { start, function_id: start.fn.id, key })
  }
  if (firsts.size === 0) return starts
  const claims = [...firsts.values()].map(({ function_id, key }) => ({ function_id, key }))
  const claimed = await tx.query<{ function_id: string; key: string }>(CLAIM_KEYS, [toJson(claims)])
  const winners = new Set(claimed.rows.map((row) => firsts.get(JSON.stringify([row.function_id, row.key]))?.start))
  return starts.filter((start) => start.fn.idempotency === null || winners.has(start))
}

async function listenForCancel(tx: pg.ClientBase, started: { run_id: string; start: Start }[]): Promise<void> {
  const rows = started.flatMap(({ run_id, start }) =>
    start.fn.cancelOn.map((cancel, index) => ({
      run_id,
      listener: `cancel:${index}`,
      event_name: cancel.event,
      match_key: listenerKey(cancel.condition, start.event),
      condition: cancel.condition ?? null,
    })),
  )
  if (rows.length > 0) await tx.query(INSERT_LISTENERS, [toJson(rows)])
}
