import { forgetConversations } from '@/features/models'
import { forgetDeliveries, forgetNotices } from '@/features/notifications'
import { dropOldRunLogs, forgetAgentTests, forgetWakes, packRunLogs } from '@/features/runs'
import { forgetSlots } from '@/features/schedules'
import { now } from '@/platform/clock'
import { forgetAnswers } from '@/platform/command'
import { env } from '@/platform/env'
import { forgetEvents } from '@/platform/outbox/store'
import { inngest } from '../client'
import { clockwork } from '../clockwork'
import { body } from '../step-body'

const DAY_MS = 86_400_000
/** One statement removes this much, so that it holds nothing up; a tick removes this many times as much. */
const BATCH = 1000
const MOST_BATCHES = 50

const RULES = [
  { what: 'schedule slots', days: 90, forget: forgetSlots },
  { what: 'wakes', days: 90, forget: forgetWakes },
  { what: 'tests of settings', days: 1, forget: forgetAgentTests },
  { what: 'deliveries', days: 30, forget: forgetDeliveries },
  { what: 'notices', days: 30, forget: forgetNotices },
  { what: 'events', days: 7, forget: forgetEvents },
  { what: 'idempotency keys', days: 7, forget: forgetAnswers },
]

/** Every ten minutes: logs of runs that ended long ago are packed; what is old and has done its work goes. Runs, costs and the record stay. */
export const retention = inngest.createFunction(clockwork('retention', '*/10 * * * *'), async ({ step }) => {
  const packed = await step.run(
    'pack-run-logs',
    body(() => packRunLogs()),
  )
  const dropped = await step.run('drop-run-logs', body(dropOldLogs))
  await step.run('drop-conversations', body(dropOldConversations))
  const forgotten = await step.run('forget', body(forgetOld))
  return { packed, dropped, forgotten }
})

async function dropOldLogs(): Promise<number> {
  const days = env().RUN_LOG_DAYS
  return days === 0 ? 0 : dropOldRunLogs(days)
}

/** Conversations with models are kept as long as the logs of their runs. */
async function dropOldConversations(): Promise<number> {
  const days = env().RUN_LOG_DAYS
  return days === 0 ? 0 : forgetConversations(new Date(now().getTime() - days * DAY_MS), BATCH)
}

/** @returns how many rows of each kind went */
export async function forgetOld(): Promise<Record<string, number>> {
  const gone: Record<string, number> = {}
  for (const { what, days, forget } of RULES) {
    const before = new Date(now().getTime() - days * DAY_MS)
    let total = 0
    for (let batch = 0; batch < MOST_BATCHES; batch++) {
      const count = await forget(before, BATCH)
      total += count
      if (count < BATCH) break
    }
    gone[what] = total
  }
  return gone
}
