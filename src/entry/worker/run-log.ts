import { getRun } from '@/features/runs'
import type { Caller } from '@/platform/command'
import { log } from '@/platform/log'

/** One wide line for a run that has ended: who, why, how it went, how long it waited and ran, what it cost. */
export async function logRun(caller: Caller, runId: string): Promise<void> {
  const run = await getRun(caller, { runId })
  const { companyId, agentId, taskId, cause, state, runtime, attempt, errorCode, exitCode, costMicros, workerId } = run
  const [created, started, finished] = [run.createdAt, run.startedAt, run.finishedAt].map((at) =>
    at ? Date.parse(at) : 0,
  )
  log.info(
    {
      ...{
        runId,
        companyId,
        agentId,
        taskId,
        cause,
        state,
        runtime,
        attempt,
        errorCode,
        exitCode,
        costMicros,
        workerId,
      },
      waitedMs: started && created ? started - created : null,
      ranMs: finished && started ? finished - started : null,
    },
    'run',
  )
}
