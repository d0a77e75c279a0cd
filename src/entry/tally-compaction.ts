import { compactCostTally } from '@/features/goals'
import { compactTaskTally } from '@/features/tasks'
import { log } from '@/platform/log'
import { onCommit } from '@/platform/outbox/pulse'

const DELAY_MS = 2000

/**
 * Adds up the tallies of a company a moment after its tasks or costs changed. Another process does it for its own commits; what a
 * crash leaves is added up after the company's next change, and is only slower to read until then.
 * @returns how to stop; it resolves when what is under way is done
 */
export function startTallyCompaction(): () => Promise<void> {
  const due = new Set<string>()
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> = Promise.resolve()
  const compact = async () => {
    timer = null
    const companies = [...due]
    due.clear()
    for (const companyId of companies) {
      try {
        await compactTaskTally(companyId)
        await compactCostTally(companyId)
      } catch (error) {
        log.error({ err: error, companyId }, 'the tallies were not added up')
      }
    }
  }
  const unsubscribe = onCommit(({ companyId, names }) => {
    if (!names.some((name) => name.startsWith('task/') || name.startsWith('cost/'))) return
    due.add(companyId)
    timer ??= setTimeout(() => {
      running = running.then(compact)
    }, DELAY_MS)
  })
  return async () => {
    unsubscribe()
    if (timer) clearTimeout(timer)
    await running
  }
}
