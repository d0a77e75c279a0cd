import { EventEmitter } from 'node:events'
import { Logger, run, runMigrations, type WorkerPool } from 'graphile-worker'
import type pg from 'pg'
import { toJson } from './transaction'
import type { Engine, EngineLog, Job } from './types'

const TASK = 'engine'
// A job fails here only when the database does, so it is never given up.
const MAX_ATTEMPTS = 30_000
// New jobs are told by Postgres, and what is due later has an alarm; only what both miss waits for a poll.
const POLL_MS = 10_000
const ALARM_SLACK_MS = 15
const ALARM_HORIZON_MS = 3_600_000

const ADD_JOBS = `
  select count(*) from graphile_worker.add_jobs(array(
    select row('${TASK}', x->'job', null, clock_timestamp() + (x->>'delayMs')::float8 * interval '1 ms', ${MAX_ATTEMPTS}, null, null, null)::graphile_worker.job_spec
    from json_array_elements($1::json) x))`

const RECLAIM = `
  select graphile_worker.force_unlock_workers(array(
    select distinct locked_by from graphile_worker.jobs where locked_by <> $1 and task_identifier = '${TASK}'))`
const RECLAIM_EVERY_MS = 30_000
// What was interrupted, or failed because the database was away, is due at once.
const FORGIVE = `
  select count(*) from graphile_worker.reschedule_jobs(
    array(select id from graphile_worker.jobs where task_identifier = '${TASK}' and attempts > 0 and locked_at is null),
    run_at => now(), attempts => 0)`

const DUE_LATER = `
  select extract(epoch from run_at - clock_timestamp()) * 1000 as "inMs" from graphile_worker.jobs
  where task_identifier = '${TASK}' and locked_at is null and run_at > clock_timestamp() order by run_at limit 1000`

export type RunningQueue = {
  lookAgainIn(ms: number): void
  /** Settles when the queue has ended, by `stop` or by a failure. */
  ended: Promise<void>
  stop(): Promise<void>
}

/** Creates or upgrades the queue's own schema. */
export async function migrateQueue(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) })
}

/** Queues jobs in the caller's transaction. `delayMs` counts from now. */
export async function addJobs(
  engine: Engine,
  tx: pg.ClientBase,
  jobs: { job: Job; delayMs?: number }[],
): Promise<void> {
  if (jobs.length === 0) return
  await tx.query({ name: 'engine-add-jobs', text: ADD_JOBS, values: [toJson(jobs)] })
  for (const { delayMs } of jobs) if (delayMs !== undefined) engine.lookAgainIn(delayMs)
}

/** How many jobs are due and not begun, and since when the oldest waits (ISO), on an engine's pool. */
export async function queueState(pool: pg.Pool): Promise<{ due: number; oldestDueAt: string | null }> {
  const { rows } = await pool.query<{ due: number; oldestDueAt: string | null }>(
    `select count(*)::int as due, min(run_at) as "oldestDueAt" from graphile_worker.jobs
     where task_identifier = '${TASK}' and locked_at is null and run_at <= clock_timestamp()`,
  )
  return rows[0]!
}

/** Takes back what other engines had locked. Only the elected engine may call it. `ownId` names its own workers, '' before they start. */
export async function reclaimJobs(pool: pg.Pool, ownId: string): Promise<void> {
  await pool.query(RECLAIM, [ownId])
  await pool.query(FORGIVE)
}

/** Works on jobs, `concurrency` at a time, until stopped. */
export async function startQueue(
  pool: pg.Pool,
  concurrency: number,
  log: EngineLog,
  handle: (job: Job) => Promise<void>,
): Promise<RunningQueue> {
  const events = new EventEmitter()
  let workers: WorkerPool | undefined
  const alarms = new Set<NodeJS.Timeout>()
  const lookAgainIn = (ms: number) => {
    if (ms > ALARM_HORIZON_MS) return
    const alarm = setTimeout(() => {
      alarms.delete(alarm)
      workers?.nudge(1)
    }, ms + ALARM_SLACK_MS)
    alarms.add(alarm.unref())
  }
  // what failed is due again after e^attempts seconds
  events.on('job:error', ({ job }: { job: { attempts: number } }) => lookAgainIn(Math.exp(job.attempts) * 1000))
  events.on('pool:create', (created: { workerPool: WorkerPool }) => {
    workers = created.workerPool
  })
  const runner = await run({
    pgPool: pool,
    concurrency,
    noHandleSignals: true,
    pollInterval: POLL_MS,
    events,
    parsedCronItems: [],
    taskList: { [TASK]: (payload: unknown) => handle(asJob(payload)) },
    logger: new Logger(() => (level, message) => {
      if (level === 'error') log.error({ queue: message }, 'engine queue')
    }),
    // in batches, because a single report that fails is a rejection that nobody hears
    preset: { worker: { localQueue: { size: concurrency }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  })
  const later = await pool.query<{ inMs: string }>(DUE_LATER)
  for (const { inMs } of later.rows) lookAgainIn(Number(inMs))
  const ended = runner.promise.catch((error: Error) => log.error({ error: error.message }, 'engine queue ended'))
  // One that was still losing the election may have locked jobs after this one had won it.
  const reclaiming = setInterval(() => {
    const failed = (error: Error) => log.warn({ error: error.message }, 'engine could not reclaim jobs, will try again')
    if (workers)
      reclaimJobs(pool, workers.id)
        .then(() => workers?.nudge(1))
        .catch(failed)
  }, RECLAIM_EVERY_MS)
  return {
    ended,
    lookAgainIn,
    async stop() {
      clearInterval(reclaiming)
      for (const alarm of alarms) clearTimeout(alarm)
      await runner.stop()
      await ended
    },
  }
}

function asJob(payload: unknown): Job {
  if (isJob(payload)) return payload
  throw new Error('The queue holds a job that this engine did not write.')
}

function isJob(payload: unknown): payload is Job {
  return typeof payload === 'object' && payload !== null && 'kind' in payload
}
