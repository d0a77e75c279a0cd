import { systemCaller } from '@/features/access'
import { closeRun, findLostRuns, findOverdueWakes, recallWakes } from '@/features/runs'
import { claimDueSchedules } from '@/features/schedules'
import { sweepUnconsumed } from '@/platform/outbox/store'
import { inngest } from '../client'
import { body } from '../step-body'

/** Once a minute: every schedule that is due becomes a wake. */
export const heartbeatTick = inngest.createFunction(
  { id: 'heartbeat-tick', triggers: [{ cron: '* * * * *' }], retries: 3 },
  ({ step }) => step.run('claim-due', body(claimDueSchedules)),
)

/** A wake that nothing holds and that has waited this long has lost its event. */
const OVERDUE_SECONDS = 60
/** An event that was handed over this long ago, and never taken up, is handed over again. */
const UNCONSUMED_SECONDS = 120

/** Once a minute: runs whose worker is gone, wakes that were forgotten, events that were lost. */
export const runWatch = inngest.createFunction(
  { id: 'run-watch', triggers: [{ cron: '* * * * *' }], retries: 3 },
  async ({ step }) => {
    const lost = await step.run('close-lost-runs', body(closeLostRuns))
    const overdue = await step.run('recall-overdue-wakes', body(recallOverdue))
    const swept = await step.run(
      'sweep-outbox',
      body(() => sweepUnconsumed(UNCONSUMED_SECONDS)),
    )
    return { lost, overdue, swept }
  },
)

/**
 * Ends the runs whose lease was missed; their tasks are free and they are tried again.
 * @returns how many
 */
export async function closeLostRuns(): Promise<number> {
  const runs = await findLostRuns()
  for (const run of runs) {
    await closeRun(systemCaller(run.companyId, 'run-watch'), {
      runId: run.id,
      fence: run.fence,
      state: 'failed',
      errorCode: 'lost',
      error: 'The worker went silent.',
    })
  }
  return runs.length
}

async function recallOverdue(): Promise<number> {
  const wakes = await findOverdueWakes(OVERDUE_SECONDS)
  for (const wake of wakes) await recallWakes(systemCaller(wake.companyId, 'run-watch'), { agentId: wake.agentId })
  return wakes.length
}
