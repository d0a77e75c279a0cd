import type pg from 'pg'
import { addJobs } from './queue'
import { toJson } from './transaction'
import { BODY, type Engine, type StepError } from './types'

export type Resume = { runId: string; stepId: string; data?: unknown; error?: StepError }

const RESUME = `
  with told as (
    select * from json_to_recordset($1::json) as x (run_id text, step_id text, data jsonb, error jsonb)
  ), done as (
    update engine.steps s set status = 'done', data = told.data, error = told.error
    from told join engine.runs r on r.run_id = told.run_id and r.status = 'running'
    where s.run_id = told.run_id and s.step_id = told.step_id and s.status = 'waiting'
    returning s.run_id, s.step_id
  ), silenced as (
    delete from engine.listeners l using done where l.run_id = done.run_id and l.listener = done.step_id
  )
  update engine.runs r set stack = r.stack || finished.ids, generation = r.generation + 1
  from (select run_id, array_agg(step_id order by step_id) as ids from done group by run_id) finished
  where r.run_id = finished.run_id
  returning r.run_id, r.generation`

const CANCEL = `
  with gone as (
    update engine.runs set status = 'cancelled', ended_at = now() where run_id = any($1::text[]) and status = 'running'
    returning run_id, parent_run_id, parent_step_id
  ), silenced as (
    delete from engine.listeners l using gone where l.run_id = gone.run_id
  )
  select parent_run_id, parent_step_id from gone where parent_run_id is not null`

/** Ends waiting steps and queues the next call of their runs. The runs must be locked. A step that is no longer waiting is left alone. */
export async function resumeSteps(engine: Engine, tx: pg.ClientBase, resumes: Resume[]): Promise<void> {
  if (resumes.length === 0) return
  const rows = resumes.map(({ runId, stepId, data, error }) => ({
    run_id: runId,
    step_id: stepId,
    data: error ? null : (data ?? null),
    error: error ?? null,
  }))
  const resumed = await tx.query<{ run_id: string; generation: number }>({
    name: 'engine-resume',
    text: RESUME,
    values: [toJson(rows)],
  })
  await addJobs(
    engine,
    tx,
    resumed.rows.map((run) => ({
      job: { kind: 'call', runId: run.run_id, stepId: BODY, fence: run.generation, attempt: 0 },
    })),
  )
}

/** Cancels runs; they must be locked. A step body in progress goes on to its end, and its result is dropped. A parent that waits gets an error. */
export async function cancelRuns(engine: Engine, tx: pg.ClientBase, runIds: string[]): Promise<void> {
  if (runIds.length === 0) return
  const parents = await tx.query<{ parent_run_id: string; parent_step_id: string }>(CANCEL, [runIds])
  const error = { name: 'InngestInvokeError', message: 'the invoked function was cancelled' }
  await addJobs(
    engine,
    tx,
    parents.rows.map((parent) => ({
      job: { kind: 'wake', runId: parent.parent_run_id, stepId: parent.parent_step_id, error },
    })),
  )
}
