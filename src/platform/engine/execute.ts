import type pg from 'pg'
import { newId } from '@/platform/ids'
import { applyAnswer, finishRun } from './apply'
import { acquire, release, slotOf } from './concurrency'
import { ingest } from './ingest'
import { resumeSteps } from './resume'
import { inTransaction, toJson } from './transaction'
import {
  type Answer,
  BODY,
  type Call,
  type CallJob,
  type Engine,
  type Event,
  type Job,
  type RunRow,
  type StepError,
} from './types'

const COLUMNS = `r.run_id, r.function_id, r.event, r.stack, r.is_planned, r.parent_run_id, r.parent_step_id,
  (select json_object_agg(s.step_id, json_build_object('data', s.data, 'error', s.error))
   from engine.steps s where s.run_id = r.run_id and s.status = 'done') as steps`

const CLAIM_BODY = `
  update engine.runs r set call_id = $3 where r.run_id = $1 and r.status = 'running' and r.generation = $2 returning ${COLUMNS}`
const READ_FOR_STEP = `
  select ${COLUMNS} from engine.runs r where r.run_id = $1 and r.status = 'running' and exists (
    select 1 from engine.steps p where p.run_id = $1 and p.step_id = $3 and p.status = 'planned' and p.attempt = $2)`

/** Does one job of the queue. Each of its effects on the engine's state is one transaction; doing it twice is harmless. */
export async function execute(engine: Engine, job: Job): Promise<void> {
  if (job.kind === 'event') await inTransaction(engine.pool, (tx) => ingest(engine, tx, [job.event]))
  else if (job.kind === 'wake') await inTransaction(engine.pool, (tx) => wake(engine, tx, job))
  else await call(engine, job)
}

async function wake(
  engine: Engine,
  tx: pg.PoolClient,
  job: { runId: string; stepId: string; data?: unknown; error?: StepError },
) {
  await tx.query('select 1 from engine.runs where run_id = $1 for update', [job.runId])
  await resumeSteps(engine, tx, [job])
}

async function call(engine: Engine, job: CallJob): Promise<void> {
  const callId = newId()
  const isBody = job.stepId === BODY
  const claimed = await engine.pool.query<RunRow>({
    name: isBody ? 'engine-claim-body' : 'engine-read-for-step',
    text: isBody ? CLAIM_BODY : READ_FOR_STEP,
    values: [job.runId, job.fence, isBody ? callId : job.stepId],
  })
  const run = claimed.rows[0]
  if (!run) return abandon(engine, job)
  const fn = engine.functions.byId.get(run.function_id)
  if (!fn) return failUnknown(engine, run)
  const slot = slotOf(fn, run.event)
  if (slot && !(await acquire(engine, slot, job))) return
  const answer = await askSdk(engine, { job, run, fn, callId })
  await inTransaction(engine.pool, (tx) => settle(engine, tx, { job, run, fn, callId }, answer))
}

/** The job is stale. Nobody else will give its place back when its run is over; while the run goes on, the current call does. */
async function abandon(engine: Engine, job: CallJob): Promise<void> {
  await inTransaction(engine.pool, async (tx) => {
    const text = `select function_id, event from engine.runs where run_id = $1 and status <> 'running'`
    const over = (await tx.query<{ function_id: string; event: Event }>(text, [job.runId])).rows[0]
    const fn = over && engine.functions.byId.get(over.function_id)
    const slot = fn ? slotOf(fn, over.event) : null
    if (slot) await release(engine, tx, slot, job)
  })
}

async function failUnknown(engine: Engine, run: RunRow): Promise<void> {
  const error = { name: 'UnknownFunction', message: `There is no function "${run.function_id}" any more.` }
  engine.log.error({ runId: run.run_id, functionId: run.function_id }, 'engine run of an unknown function failed')
  await inTransaction(engine.pool, (tx) => finishRun(engine, tx, run, 'failed', error))
}

async function askSdk(engine: Engine, { job, run, fn, callId }: Call): Promise<Answer> {
  const steps: Record<string, object> = {}
  for (const id of run.stack) {
    const done = run.steps?.[id]
    if (done) steps[id] = done.error ? { type: 'error', error: done.error } : { type: 'data', data: done.data }
  }
  // With an internal function id and a queue item id the SDK checkpoints each step and goes on in the same call.
  const checkpointing = job.stepId === BODY && !run.is_planned ? { fn_id: run.function_id, qi_id: callId } : {}
  const body = {
    version: 2,
    event: run.event,
    events: [run.event],
    steps,
    ctx: {
      run_id: run.run_id,
      ...checkpointing,
      attempt: job.attempt,
      max_attempts: fn.maxAttempts,
      disable_immediate_execution: run.is_planned,
      use_api: false,
      stack: { stack: run.stack, current: run.stack.length },
    },
  }
  const url = `http://engine.invalid/api/inngest?fnId=${encodeURIComponent(fn.id)}&stepId=${encodeURIComponent(job.stepId)}`
  const headers = { host: 'engine.invalid', 'content-type': 'application/json', 'x-inngest-req-version': '2' }
  const response = await engine.call(new Request(url, { method: 'POST', headers, body: toJson(body) }))
  return {
    status: response.status,
    isFinal: response.headers.get('x-inngest-no-retry') === 'true',
    retryAfter: response.headers.get('retry-after'),
    body: parse(await response.text()),
  }
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : null
  } catch {
    return text
  }
}

/** Records an answer, unless another call has taken the run over or the run has ended meanwhile. */
async function settle(engine: Engine, tx: pg.PoolClient, call: Call, answer: Answer): Promise<void> {
  const { job, run, fn, callId } = call
  const locked = await tx.query<{ status: string; generation: number; call_id: string | null; attempt: number | null }>(
    {
      name: 'engine-lock-run',
      text: `select r.status, r.generation, r.call_id,
             (select p.attempt from engine.steps p where p.run_id = $1 and p.step_id = $2 and p.status = 'planned') as attempt
           from engine.runs r where r.run_id = $1 for update of r`,
      values: [job.runId, job.stepId],
    },
  )
  const now = locked.rows[0]
  const isRunning = now?.status === 'running'
  const isCurrent =
    job.stepId === BODY ? now?.generation === job.fence && now.call_id === callId : now?.attempt === job.fence
  if (isRunning && isCurrent) await applyAnswer(engine, tx, call, answer)
  const slot = slotOf(fn, run.event)
  if (slot && (isCurrent || !isRunning)) await release(engine, tx, slot, job)
}
