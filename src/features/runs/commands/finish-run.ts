import { z } from 'zod'
import { handleFailedWork, recordVerification } from '@/features/tasks'
import { defineCommand, type Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { countIdleRun } from '../brake'
import { isInterruption, retryDelay } from '../rules/retry'
import { FinishRun, type RunState, type WakeCause } from '../schema'
import { endLeasesOfRun, storeEvents } from '../store'
import { applyConsequence } from './apply-consequence'
import { carryOut, reportTokens } from './carry-out'
import { keepReport } from './keep-report'
import { requestWake } from './request-wake'

type Run = {
  id: string
  agentId: string
  taskId: string | null
  cause: WakeCause
  runtime: string
  state: RunState
  fence: number
  attempt: number
  leaseExpiresAt: string | null
  stopReason: string | null
  /** Of a run that checks a completion: which. */
  verificationId: string | null
}
type Ending = { state: RunState; errorCode: string | null; error: string | null }

/**
 * Ends a run: its last log lines, its result, its token dead, its tasks free. A failure that a repeat may mend gets a retry wake
 * with backoff; one that does not, or the last of them, blocks the task and says why in its thread. Reported twice, it changes
 * nothing.
 * @throws Refusal stale_version when the run belongs to another worker now
 */
export const finishRun = defineCommand({
  name: 'finishRun',
  grant: 'run:report',
  input: FinishRun,
  output: z.object({ state: z.string(), isTaskOver: z.boolean().optional() }),
  records: ['run.finished', 'wake.braked'],
  announces: ['run/finished', 'wake/braked'],
  async run(work, input) {
    const run = await lockRun(work, input.runId)
    if (run.fence !== input.fence) throw new Refusal('stale_version', 'This run belongs to somebody else now.')
    if (run.state !== 'running') {
      work.unchanged()
      return { state: run.state }
    }
    if (input.events?.length) await storeEvents(work, run.id, input.events)
    const ending = await endingOf(work, run, input)
    await close(work, run, ending, input)
    await applyConsequence(work, run.agentId, ending, input.retryAfterSeconds)
    await keepReport(work, run, input)
    if (ending.state !== 'succeeded') await afterFailure(work, run, ending, input.retryAfterSeconds)
    else if (run.cause === 'verification') await verified(work, run, input.checks ?? [])
    // a report moves the task, or is the opinion that was asked for
    else if (!input.work) await countIdleRun(work, run, ending)
    return { state: ending.state, ...((await isTaskOver(work, run.taskId)) && { isTaskOver: true }) }
  },
})

async function isTaskOver(work: Work, taskId: string | null): Promise<boolean> {
  if (!taskId) return false
  const [task] = await work.sql<{ state: string }>(`SELECT state FROM "Task" WHERE "companyId" = $1 AND id = $2`, [
    work.companyId,
    taskId,
  ])
  return task?.state === 'done' || task?.state === 'cancelled'
}

/** The agent's row before the run's, and both before tasks: what the report costs and changes locks them in this order. */
async function lockRun(work: Work, runId: string): Promise<Run> {
  await work.sql(
    `SELECT 1 FROM "Agent" WHERE "companyId" = $1 AND id = (SELECT "agentId" FROM "Run" WHERE "companyId" = $1 AND id = $2)
     FOR NO KEY UPDATE`,
    [work.companyId, runId],
  )
  const [run] = await work.sql<Run>(
    `SELECT id, "agentId", "taskId", cause, runtime, state, fence, attempt, "leaseExpiresAt", "stopReason",
       context -> 'payload' ->> 'verificationId' AS "verificationId" FROM "Run" WHERE "companyId" = $1 AND id = $2 FOR NO KEY UPDATE`,
    [work.companyId, runId],
  )
  if (!run) throw notFound('run')
  // the tasks before their leases, as every other writer does
  await work.sql(
    `SELECT 1 FROM "Task" t WHERE t."companyId" = $1 AND (t.id = $3 OR t.id IN (SELECT "taskId" FROM "Lease" WHERE "companyId" = $1 AND "runId" = $2))
     ORDER BY t.id FOR NO KEY UPDATE`,
    [work.companyId, runId, run.taskId],
  )
  return run
}

/** A report of work that cannot be carried out makes the run a failed one. */
async function endingOf(work: Work, run: Run, input: z.output<typeof FinishRun>): Promise<Ending> {
  const ending = { state: input.outcome, errorCode: input.errorCode ?? null, error: input.error ?? null }
  const report = input.work
  if (input.outcome !== 'succeeded' || !report) return ending
  const subject = { ...run, runId: run.id }
  await reportTokens(work, subject, report)
  const { refusal } = await work.attempt(() => carryOut(work, subject, report))
  return refusal ? { state: 'failed', errorCode: 'invalid_response', error: refusal.message } : ending
}

async function close(work: Work, run: Run, ending: Ending, input: Partial<z.output<typeof FinishRun>>): Promise<void> {
  await work.sql(
    `UPDATE "Run" SET state = $3, "finishedAt" = $4, "exitCode" = $5, signal = $6, "errorCode" = $7, error = $8,
       "tokenHash" = NULL, "leaseExpiresAt" = NULL WHERE "companyId" = $1 AND id = $2`,
    [
      work.companyId,
      run.id,
      ending.state,
      work.now,
      input.exitCode ?? null,
      input.signal ?? null,
      ending.errorCode,
      ending.error,
    ],
  )
  await endLeasesOfRun(work, run.id)
  work.record({
    action: 'run.finished',
    subject: { kind: 'run', id: run.id },
    details: { agentId: run.agentId, taskId: run.taskId, ...ending, exitCode: input.exitCode ?? null },
  })
  const data = {
    companyId: work.companyId,
    runId: run.id,
    agentId: run.agentId,
    taskId: run.taskId,
    state: ending.state,
  }
  work.announce({ name: 'run/finished', data, forEngine: true })
}

/** What the checks found decides on the completion that waits for them. */
async function verified(work: Work, run: Run, checks: z.output<typeof FinishRun>['checks']): Promise<void> {
  if (!run.taskId || !run.verificationId) return
  await work.sql(`UPDATE "Run" SET result = $3 WHERE "companyId" = $1 AND id = $2`, [
    work.companyId,
    run.id,
    JSON.stringify({ checks }),
  ])
  const { taskId, verificationId } = run
  await recordVerification.within(work, { taskId, verificationId, runId: run.id, checks })
}

async function afterFailure(work: Work, run: Run, ending: Ending, retryAfterSeconds?: number): Promise<void> {
  const delaySeconds = retryDelay(ending.errorCode, run.attempt, retryAfterSeconds)
  if (delaySeconds !== null) {
    await requestWake.within(work, {
      agentId: run.agentId,
      // what is repeated stays what it was: checks are no work of the agent's
      cause: run.cause === 'verification' ? run.cause : 'retry',
      taskId: run.taskId,
      payload: { errorCode: ending.errorCode, ...(run.verificationId && { verificationId: run.verificationId }) },
      causeRunId: run.id,
      retry: { ofRunId: run.id, attempt: run.attempt + (isInterruption(ending.errorCode) ? 0 : 1) },
      dueAt: new Date(work.now.getTime() + delaySeconds * 1000).toISOString(),
    })
    return
  }
  await countIdleRun(work, run, ending)
  if (!run.taskId) return
  const reason = ending.error ?? ending.errorCode ?? ending.state
  if (run.cause === 'verification') {
    const { taskId, verificationId } = run
    if (verificationId) await recordVerification.within(work, { taskId, verificationId, runId: run.id, error: reason })
    return
  }
  if (ending.state === 'cancelled') return
  const failed = { taskId: run.taskId, agentId: run.agentId, reason, attempts: run.attempt }
  await work.attempt(() => handleFailedWork.within(work, failed))
}

/** Ends a run that no worker will report on: cancelled in the queue, or lost with its worker. */
export const closeRun = defineCommand({
  name: 'closeRun',
  grant: 'run:report',
  input: z.object({
    runId: z.uuid(),
    fence: z.int(),
    state: z.enum(['cancelled', 'failed']),
    errorCode: z.string(),
    error: z.string(),
  }),
  output: z.object({ state: z.string() }),
  records: ['run.finished', 'wake.braked'],
  announces: ['run/finished', 'wake/braked'],
  async run(work, { runId, fence, state, errorCode, error }) {
    const run = await lockRun(work, runId)
    const isBeating =
      errorCode === 'lost' && run.leaseExpiresAt !== null && Date.parse(run.leaseExpiresAt) > work.now.getTime()
    if (run.fence !== fence || (run.state !== 'running' && run.state !== 'queued') || isBeating) {
      work.unchanged()
      return { state: run.state }
    }
    // Raising the fence locks out the worker that held it, should it come back.
    await work.sql(`UPDATE "Run" SET fence = fence + 1 WHERE "companyId" = $1 AND id = $2`, [work.companyId, runId])
    // Somebody wanted it to end, and it did; there is nothing to repeat.
    const ending: Ending = run.stopReason
      ? { state: 'cancelled', errorCode: 'stopped', error }
      : { state, errorCode, error }
    await close(work, run, ending, {})
    await afterFailure(work, run, ending)
    return { state: ending.state }
  },
})
