import { systemCaller } from '@/features/access'
import { endBudgetPause, findHalted, findUnsettled, type Halted } from '@/features/budgets'
import { announceOverdue, findCompaniesWithOverdue, findOverdueWakes, recallWakes, settleRun } from '@/features/runs'
import { claimDueSchedules } from '@/features/schedules'
import { log } from '@/platform/log'
import { sweepUnconsumed } from '@/platform/outbox/store'
import { closeLostRuns } from '../../lost-runs'
import { inngest } from '../client'
import { clockwork } from '../clockwork'
import { body } from '../step-body'

/** Once a minute: every schedule that is due becomes a wake. */
export const heartbeatTick = inngest.createFunction(clockwork('heartbeat-tick', '* * * * *'), ({ step }) =>
  step.run('claim-due', body(claimDueSchedules)),
)

/** Every five minutes: in a new month, budgets are whole again and what they halted goes on; what ended runs still reserve is free. */
export const budgetRollover = inngest.createFunction(clockwork('budget-rollover', '*/5 * * * *'), async ({ step }) => {
  const ended = await step.run('end-budget-pauses', body(endBudgetPauses))
  const settled = await step.run('settle-ended-runs', body(settleEndedRuns))
  return { ended, settled }
})

/** A run that ended this long ago has lost its settlement. */
const UNSETTLED_SECONDS = 300

/** @returns how many runs had ended and still reserved something */
async function settleEndedRuns(): Promise<number> {
  const unsettled = await findUnsettled(UNSETTLED_SECONDS)
  for (const { companyId, runId } of unsettled) {
    await settleRun(systemCaller(companyId, 'rollover'), { runId }).catch((error) =>
      log.error({ err: error, companyId, runId }, 'an ended run could not be settled'),
    )
  }
  return unsettled.length
}

/** @returns how many were halted */
export async function endBudgetPauses(): Promise<number> {
  let looked = 0
  for (let last: Halted | undefined; ; ) {
    const halted = await findHalted(last)
    for (const { companyId, ...scope } of halted) {
      await endBudgetPause(systemCaller(companyId, 'rollover'), scope).catch((error) =>
        log.error({ err: error, companyId, ...scope }, 'a budget pause could not be ended'),
      )
    }
    looked += halted.length
    last = halted.at(-1)
    if (!last) return looked
  }
}

/** A wake that nothing holds and that has waited this long has lost its event. */
const OVERDUE_SECONDS = 60
/** The background watch is faster where there is one; this is for hosts without it, and must not hit a worker that an outage kept away. */
const LOST_GRACE_SECONDS = 60
/** An event that was handed over this long ago, and never taken up, is handed over again. */
const UNCONSUMED_SECONDS = 120

/** Once a minute, and never beside itself: runs whose worker is gone, wakes that were forgotten, events that were lost. */
export const runWatch = inngest.createFunction(clockwork('run-watch', '* * * * *'), async ({ step }) => {
  const lost = await step.run(
    'close-lost-runs',
    body(() => closeLostRuns(LOST_GRACE_SECONDS)),
  )
  const overdue = await step.run('recall-overdue-wakes', body(recallOverdue))
  const announced = await step.run('announce-overdue-wakes', body(announceAllOverdue))
  const swept = await step.run(
    'sweep-outbox',
    body(() => sweepUnconsumed(UNCONSUMED_SECONDS)),
  )
  return { lost, overdue, announced, swept }
})

async function recallOverdue(): Promise<number> {
  let recalled = 0
  for (let last: string | undefined; ; ) {
    const wakes = await findOverdueWakes(OVERDUE_SECONDS, last)
    for (const { companyId, agentId } of wakes) {
      await recallWakes(systemCaller(companyId, 'run-watch'), { agentId }).catch((error) =>
        log.error({ err: error, companyId, agentId }, 'wakes that wait could not be recalled'),
      )
    }
    recalled += wakes.length
    last = wakes.at(-1)?.agentId
    if (!last) return recalled
  }
}

async function announceAllOverdue(): Promise<number> {
  const companies = await findCompaniesWithOverdue()
  for (const companyId of companies) {
    await announceOverdue(systemCaller(companyId, 'run-watch'), {}).catch((error) =>
      log.error({ err: error, companyId }, 'old wakes could not be announced'),
    )
  }
  return companies.length
}
