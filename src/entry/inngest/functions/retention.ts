import { forgetCliChallenges, forgetInvitations, forgetSessions } from '@/features/access'
import { findLogLimits } from '@/features/companies'
import { forgetConversations } from '@/features/models'
import { forgetDeliveries, forgetNotices } from '@/features/notifications'
import { forgetFirings } from '@/features/routines'
import { dropOldRunLogs, forgetAgentTests, forgetWakes, forgetWorkers, packRunLogs } from '@/features/runs'
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

/**
 * What goes, and how many days after it was over. What has no line here stays: runs, tasks, costs, the audit log. A kind is added by one
 * line, and a function of its room that removes so many of the oldest by an index.
 */
const RULES = (): { what: string; days: number; forget: (before: Date, limit: number) => Promise<number> }[] => [
  { what: 'schedule slots', days: env().HISTORY_DAYS, forget: forgetSlots },
  { what: 'wakes', days: env().HISTORY_DAYS, forget: forgetWakes },
  { what: 'firings of routines', days: env().HISTORY_DAYS, forget: forgetFirings },
  { what: 'workers', days: env().HISTORY_DAYS, forget: forgetWorkers },
  { what: 'invitations', days: 30, forget: forgetInvitations },
  { what: 'deliveries', days: 30, forget: forgetDeliveries },
  { what: 'notices', days: 30, forget: forgetNotices },
  { what: 'events', days: 7, forget: forgetEvents },
  { what: 'idempotency keys', days: 7, forget: forgetAnswers },
  { what: 'tests of settings', days: 1, forget: forgetAgentTests },
  { what: 'command lines that asked to be let in', days: 1, forget: forgetCliChallenges },
  { what: 'sessions', days: 0, forget: forgetSessions },
]

/** Every ten minutes: logs of runs that ended long ago are packed; what is old and has done its work goes. Runs, costs and the record stay. */
export const retention = inngest.createFunction(clockwork('retention', '*/10 * * * *'), async ({ step }) => {
  const packed = await step.run(
    'pack-run-logs',
    body(() => packRunLogs()),
  )
  const dropped = await step.run('drop-run-logs', body(dropOldLogs))
  const forgotten = await step.run('forget', body(forgetOld))
  return { packed, dropped, forgotten }
})

/**
 * Drops logs of runs and conversations with models, of each company by its own limit or the installation's.
 * @returns how many of both
 */
export async function dropOldLogs(): Promise<number> {
  let dropped = 0
  for (let last: string | undefined; ; ) {
    const page = await findLogLimits(env().RUN_LOG_DAYS, last)
    for (const { id, days } of page) {
      const before = new Date(now().getTime() - days * DAY_MS)
      dropped += await dropOldRunLogs(id, before)
      dropped += await inBatches((limit) => forgetConversations(id, before, limit))
    }
    last = page.at(-1)?.id
    if (!last) return dropped
  }
}

/** @returns how many rows of each kind went */
export async function forgetOld(): Promise<Record<string, number>> {
  const gone: Record<string, number> = {}
  for (const { what, days, forget } of RULES()) {
    const before = new Date(now().getTime() - days * DAY_MS)
    gone[what] = await inBatches((limit) => forget(before, limit))
  }
  return gone
}

async function inBatches(forget: (limit: number) => Promise<number>): Promise<number> {
  let total = 0
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const count = await forget(BATCH)
    total += count
    if (count < BATCH) break
  }
  return total
}
