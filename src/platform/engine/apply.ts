import type pg from 'pg'
import { newId } from '@/platform/ids'
import { retryDelayMs } from './backoff'
import { delayMs } from './duration'
import { listenerKey } from './match-key'
import { addJobs } from './queue'
import { startRuns } from './start-runs'
import { listen, planStep, recordSteps, waitStep } from './steps'
import { toJson } from './transaction'
import { type Answer, BODY, type Call, type Engine, type Opcode, type RunRow, type StepError } from './types'

/** Carries out the SDK's answer to a call. The run is locked and the call is current. */
export async function applyAnswer(engine: Engine, tx: pg.ClientBase, call: Call, answer: Answer): Promise<void> {
  if (answer.status === 200) return finishRun(engine, tx, call.run, 'completed', answer.body)
  if (answer.status === 206) return applyOpcodes(engine, tx, call, answer)
  if (answer.isFinal || isLastAttempt(call)) return finishRun(engine, tx, call.run, 'failed', answer.body)
  return retry(engine, tx, call, answer.retryAfter)
}

const isLastAttempt = ({ job, fn }: Call) => job.attempt + 1 >= fn.maxAttempts

async function applyOpcodes(engine: Engine, tx: pg.ClientBase, call: Call, answer: Answer): Promise<void> {
  const ops = toOpcodes(answer.body)
  const runId = call.run.run_id
  const complete = ops.find((op) => op.op === 'RunComplete')
  const results = ops.filter((op) => op.op === 'StepRun' || op.op === 'StepFailed')
  const failure = ops.find((op) => op.op === 'StepError')
  if (failure) {
    if (!answer.isFinal && !isLastAttempt(call)) return retry(engine, tx, call, answer.retryAfter)
    results.push(failure)
  }
  const done = await recordSteps(tx, runId, results)
  if (complete) return finishRun(engine, tx, call.run, 'completed', complete.data)
  if (ops.length > 1) await tx.query('update engine.runs set is_planned = true where run_id = $1', [runId])
  for (const op of ops) if (!results.includes(op) && !(await applyOpcode(engine, tx, call, op))) return
  if (done.length > 0 || ops.some((op) => op.op === 'DiscoveryRequest')) await advance(engine, tx, runId, done)
}

function toOpcodes(body: unknown): Opcode[] {
  const list: Opcode[] = Array.isArray(body) ? body : [body]
  // Deferred work is a feature of the server; the SDK adds these to answers of functions that do not use it, too.
  return list.filter((op) => !op.op.startsWith('Defer'))
}

/** False when the run has ended by it. */
async function applyOpcode(engine: Engine, tx: pg.ClientBase, call: Call, op: Opcode): Promise<boolean> {
  const runId = call.run.run_id
  switch (op.op) {
    case 'DiscoveryRequest':
      return true
    case 'StepPlanned':
      if (await planStep(tx, runId, op)) {
        await addJobs(engine, tx, [{ job: { kind: 'call', runId, stepId: op.id, fence: 0, attempt: 0 } }])
      }
      return true
    case 'Sleep':
      if (await waitStep(tx, runId, op)) await wakeAfter(engine, tx, runId, op, op.opts?.duration ?? op.name)
      return true
    case 'WaitForEvent':
      if (await waitStep(tx, runId, op)) await waitForEvent(engine, tx, call, op)
      return true
    case 'InvokeFunction':
      if (await waitStep(tx, runId, op)) await invoke(engine, tx, runId, op)
      return true
    default: {
      const message = `A step asked for "${op.op}", which only an Inngest server has.`
      await finishRun(engine, tx, call.run, 'failed', { name: 'UnsupportedStep', message })
      return false
    }
  }
}

async function waitForEvent(engine: Engine, tx: pg.ClientBase, call: Call, op: Opcode): Promise<void> {
  const condition = op.opts?.if
  await listen(tx, {
    runId: call.run.run_id,
    stepId: op.id,
    eventName: op.opts?.event ?? op.name ?? '',
    matchKey: listenerKey(condition, call.run.event),
    condition: condition ?? null,
  })
  if (op.opts?.timeout) await wakeAfter(engine, tx, call.run.run_id, op, op.opts.timeout)
}

async function invoke(engine: Engine, tx: pg.ClientBase, runId: string, op: Opcode): Promise<void> {
  const fn = engine.functions.byId.get(op.opts?.function_id ?? '')
  if (!fn) {
    const error = { name: 'InngestInvokeError', message: `There is no function "${op.opts?.function_id}".` }
    return addJobs(engine, tx, [{ job: { kind: 'wake', runId, stepId: op.id, error } }])
  }
  const event = { id: newId(), name: 'inngest/function.invoked', ts: Date.now(), data: op.opts?.payload?.data ?? {} }
  await startRuns(engine, tx, [{ fn, event, parent: { runId, stepId: op.id } }])
  const error = { name: 'InngestInvokeError', message: `"${fn.id}" did not end within ${op.opts?.timeout}.` }
  if (op.opts?.timeout) await wakeAfter(engine, tx, runId, op, op.opts.timeout, error)
}

async function wakeAfter(engine: Engine, tx: pg.ClientBase, runId: string, op: Opcode, time = '', error?: StepError) {
  const job = { kind: 'wake' as const, runId, stepId: op.id, error }
  await addJobs(engine, tx, [{ job, delayMs: delayMs(time, Date.now()) }])
}

async function advance(engine: Engine, tx: pg.ClientBase, runId: string, done: string[]): Promise<void> {
  const text =
    'update engine.runs set stack = stack || $2::text[], generation = generation + 1 where run_id = $1 returning generation'
  const moved = await tx.query<{ generation: number }>({ name: 'engine-advance', text, values: [runId, done] })
  const fence = moved.rows[0]!.generation
  await addJobs(engine, tx, [{ job: { kind: 'call', runId, stepId: BODY, fence, attempt: 0 } }])
}

async function retry(engine: Engine, tx: pg.ClientBase, { job }: Call, retryAfter: string | null): Promise<void> {
  const attempt = job.attempt + 1
  // The fence moves, so that a second delivery of the failed job cannot start a second chain of retries.
  if (job.stepId === BODY) {
    await tx.query('update engine.runs set generation = generation + 1 where run_id = $1', [job.runId])
  } else {
    const text = 'update engine.steps set attempt = attempt + 1 where run_id = $1 and step_id = $2'
    await tx.query(text, [job.runId, job.stepId])
  }
  const wait = retryDelayMs(attempt, retryAfter, Date.now(), Math.random())
  await addJobs(engine, tx, [{ job: { ...job, fence: job.fence + 1, attempt }, delayMs: wait }])
}

const FINISH = `
  with over as (
    update engine.runs set status = $2, output = $3, ended_at = now() where run_id = $1 and status = 'running' returning run_id
  )
  delete from engine.listeners l using over where l.run_id = over.run_id`

/** Ends a run and tells its parent; a failure is also announced as the event `inngest/function.failed`. The run is locked. */
export async function finishRun(
  engine: Engine,
  tx: pg.ClientBase,
  run: RunRow,
  status: 'completed' | 'failed',
  output: unknown,
): Promise<void> {
  await tx.query({ name: 'engine-finish', text: FINISH, values: [run.run_id, status, toJson(output)] })
  const error = status === 'failed' ? toStepError(output) : undefined
  if (run.parent_run_id && run.parent_step_id) {
    const parent = { runId: run.parent_run_id, stepId: run.parent_step_id }
    await addJobs(engine, tx, [{ job: { kind: 'wake', ...parent, data: error ? null : output, error } }])
  }
  if (!error) return
  engine.log.warn({ runId: run.run_id, functionId: run.function_id, error: error.message }, 'engine run failed')
  const data = { function_id: run.function_id, run_id: run.run_id, error, event: run.event }
  const event = { id: `failed:${run.run_id}`, name: 'inngest/function.failed', data }
  await addJobs(engine, tx, [{ job: { kind: 'event', event } }])
}

function toStepError(output: unknown): StepError {
  if (typeof output === 'object' && output !== null && 'message' in output) {
    return { name: 'Error', ...output, message: String(output.message) }
  }
  return { name: 'Error', message: typeof output === 'string' ? output : JSON.stringify(output) }
}
