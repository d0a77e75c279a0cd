import { systemCaller } from '@/features/access'
import { gatewayFor } from '@/features/models'
import { beginRun, finishRun, type Leased, type LeasingWorker, leaseRuns, promptOf, returnRuns } from '@/features/runs'
import { Refusal } from '@/platform/errors'
import { log } from '@/platform/log'
import { lookAgainMs } from '@/platform/outbox/neighbours'
import { nextNews } from '@/platform/outbox/next-news'
import { committed } from '@/platform/outbox/pulse'
import type { LeasedRun } from '@/worker/protocol'

/** How long a waiting worker sleeps when no commit says that a run was queued, and other processes are not heard. */
const POLL_MS = 1000
/** Between the polite and the hard kill. */
const GRACE_SECONDS = 10

/**
 * Waits until there is a run for this worker, and hands it over with all that its runtime needs. Answers nothing after `waitMs`.
 * @param apiUrl base URL of the control plane for the agent's process
 */
export async function leaseFor(
  worker: LeasingWorker,
  slots: number,
  waitMs: number,
  apiUrl: string,
  signal: AbortSignal,
): Promise<LeasedRun[]> {
  const until = Date.now() + waitMs
  for (;;) {
    const queued = nextNews('run/queued')
    const leased = signal.aborted ? [] : await leaseRuns(worker, slots)
    const left = until - Date.now()
    if (leased.length > 0 || left <= 0 || signal.aborted) {
      queued.forget()
      if (signal.aborted) {
        await returnRuns(leased)
        for (const run of leased) committed(systemCaller(run.companyId, 'worker').companyId, [{ name: 'run/queued' }])
        return []
      }
      const runs = await Promise.all(leased.map((run) => handOver(run, worker.id, apiUrl)))
      return runs.filter((run) => run !== null)
    }
    await queued.within(Math.min(lookAgainMs(POLL_MS), left))
  }
}

/** A run that cannot be begun stays leased; its lease runs out and it is tried again. One that may not begin ends here. */
async function handOver(leased: Leased, workerId: string, apiUrl: string): Promise<LeasedRun | null> {
  const { runId, companyId, fence, runToken } = leased
  const caller = systemCaller(companyId, 'worker')
  try {
    const begun = await beginRun(caller, { runId, fence })
    const { payload, cause, told, ...run } = begun
    const { dialects: gateway } = await gatewayFor(caller, { runtimeConfig: run.runtimeConfig })
    return {
      ...run,
      gateway,
      companyId,
      fence,
      runToken,
      apiUrl,
      wake: { cause, payload },
      ...(told ? { prompt: promptOf({ ...told, apiUrl }) } : {}),
      graceSeconds: GRACE_SECONDS,
      env: begun.task ? { PAPERCLIP_TASK_IDENTIFIER: begun.task.identifier } : {},
    }
  } catch (error) {
    if (error instanceof Refusal && error.code === 'broken_rule') {
      const ending = { outcome: 'failed', errorCode: 'not_started', error: error.message } as const
      await finishRun(caller, { runId, workerId, fence, ...ending })
    } else log.error({ err: error, runId, companyId }, 'a leased run could not be begun')
    return null
  }
}
