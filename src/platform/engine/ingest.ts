import type pg from 'pg'
import { newId } from '@/platform/ids'
import { holds } from './cel'
import { eventKeys } from './match-key'
import { cancelRuns, resumeSteps } from './resume'
import { type Start, startRuns } from './start-runs'
import { toJson } from './transaction'
import type { Engine, EngineEvent, Event } from './types'

const CLAIM_IDS = `
  insert into engine.event_ids (event_id) select unnest($1::text[]) as id order by id
  on conflict (event_id) do update set received_at = now() where engine.event_ids.received_at < now() - interval '24 hours'
  returning event_id`

const FIND_LISTENERS = `
  select wanted.event_index, l.run_id, l.listener, l.match_key, l.condition, r.event
  from json_to_recordset($1::json) as wanted (event_index int, name text, key text)
  join engine.listeners l on l.event_name = wanted.name and l.match_key = wanted.key
  join engine.runs r on r.run_id = l.run_id and r.status = 'running'`

type Listener = {
  event_index: number
  run_id: string
  listener: string
  match_key: string
  condition: string | null
  event: Event
}

/**
 * Takes events in, within the caller's transaction: everything they cause (runs, woken steps, cancellations and the jobs for them) commits
 * or rolls back with it. The number of statements does not grow with the number of events. Returns the ids, also of events seen before.
 * Runs that are touched stay locked until the caller commits, so call it last.
 */
export async function ingest(engine: Engine, tx: pg.ClientBase, input: EngineEvent[]): Promise<string[]> {
  const events = input.map(accept)
  const fresh = await dropKnown(tx, input, events)
  if (fresh.length > 0) {
    await deliver(engine, tx, fresh)
    const starts: Start[] = fresh.flatMap((event) =>
      (engine.functions.byEvent.get(event.name) ?? [])
        .filter(({ condition }) => !condition || holds(condition, event))
        .map(({ fn }) => ({ fn, event })),
    )
    await startRuns(engine, tx, starts)
  }
  return events.map((event) => event.id)
}

function accept(event: EngineEvent): Event {
  if (!event.name) throw new Error('An event needs a name, such as "task/created".')
  return { id: event.id || newId(), name: event.name, data: event.data ?? {}, ts: event.ts ?? Date.now() }
}

async function dropKnown(tx: pg.ClientBase, input: EngineEvent[], events: Event[]): Promise<Event[]> {
  // An id that was made here is new by construction and is not worth a row.
  const given = new Set(input.flatMap((event) => event.id || []))
  if (given.size === 0) return events
  const claimed = await tx.query<{ event_id: string }>({
    name: 'engine-claim-ids',
    text: CLAIM_IDS,
    values: [[...given]],
  })
  const isNew = new Set(claimed.rows.map((row) => row.event_id))
  return events.filter((event) => !given.has(event.id) || isNew.delete(event.id))
}

async function deliver(engine: Engine, tx: pg.ClientBase, events: Event[]): Promise<void> {
  const wanted = events.flatMap((event, index) =>
    eventKeys(event).map((key) => ({ event_index: index, name: event.name, key })),
  )
  const found = await tx.query<Listener>({
    name: 'engine-find-listeners',
    text: FIND_LISTENERS,
    values: [toJson(wanted)],
  })
  if (found.rows.length === 0) return
  const hits = found.rows
    .sort((a, b) => a.event_index - b.event_index)
    .map((row) => ({ ...row, async: events[row.event_index]! }))
    // A key that matched stands for the whole condition.
    .filter((row) => row.match_key !== '' || !row.condition || holds(row.condition, row.event, row.async))
  const cancelled = new Set(hits.filter((hit) => hit.listener.startsWith('cancel:')).map((hit) => hit.run_id))
  const woken = new Map<string, { runId: string; stepId: string; data: Event }>()
  for (const hit of hits) {
    const key = `${hit.run_id} ${hit.listener}`
    if (!cancelled.has(hit.run_id) && !woken.has(key)) {
      woken.set(key, { runId: hit.run_id, stepId: hit.listener, data: hit.async })
    }
  }
  await lockRuns(tx, [...cancelled, ...[...woken.values()].map((wake) => wake.runId)])
  await cancelRuns(engine, tx, [...cancelled])
  await resumeSteps(engine, tx, [...woken.values()])
}

// In one order everywhere, so that two transactions that touch several runs cannot wait for each other.
async function lockRuns(tx: pg.ClientBase, runIds: string[]): Promise<void> {
  if (runIds.length === 0) return
  await tx.query('select 1 from engine.runs where run_id = any($1::text[]) order by run_id for update', [runIds])
}
