import { forgetWakes } from '@/features/runs'
import { forgetSlots } from '@/features/schedules'
import { now } from '@/platform/clock'
import { forgetAnswers } from '@/platform/command'
import { forgetEvents } from '@/platform/outbox/store'
import { inngest } from '../client'
import { body } from '../step-body'

const DAY_MS = 86_400_000
/** One statement removes this much, so that it holds nothing up; an hour removes this many times as much. */
const BATCH = 1000
const MOST_BATCHES = 50

const RULES = [
  { what: 'schedule slots', days: 90, forget: forgetSlots },
  { what: 'wakes', days: 90, forget: forgetWakes },
  { what: 'events', days: 7, forget: forgetEvents },
  { what: 'idempotency keys', days: 7, forget: forgetAnswers },
]

/** Once an hour: what is old and has done its work goes. Runs, costs and the record stay. */
export const retention = inngest.createFunction(
  { id: 'retention', triggers: [{ cron: '17 * * * *' }], retries: 3 },
  ({ step }) => step.run('forget', body(forgetOld)),
)

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
