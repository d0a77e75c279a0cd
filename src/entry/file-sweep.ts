import { setTimeout as sleep } from 'node:timers/promises'
import { sweepAttachments } from '@/features/documents'
import { log } from '@/platform/log'
import { onCommit } from '@/platform/outbox/pulse'
import { storage } from '@/platform/storage'

const DELAY_MS = 1000
const SWEEP_MS = 10 * 60_000
/** How long the end waits for a storage: what is not removed by then is removed later. */
const LAST_MS = 2000

/**
 * Says in the log when files cannot be stored. Removes the bytes of deleted attachments a moment after their deletion, and now and
 * then those of uploads that broke off.
 * @returns how to stop; it resolves when what is under way is done, or the storage takes too long
 */
export function startFileSweep(): () => Promise<void> {
  let timer: NodeJS.Timeout | null = null
  let isOver = false
  let running: Promise<unknown> = Promise.resolve()
  const sweep = () => {
    timer = null
    running = running
      .then(() => sweepAttachments(() => isOver))
      .catch((error: unknown) => log.error({ err: error }, 'files that should go were not removed; trying again'))
  }
  storage()
    .check()
    .catch((error: unknown) => log.error({ err: error }, 'files cannot be stored'))
  sweep()
  const sweeper = setInterval(sweep, SWEEP_MS)
  const unsubscribe = onCommit(({ names }) => {
    if (names.includes('attachment/deleted')) timer ??= setTimeout(sweep, DELAY_MS)
  })
  return async () => {
    unsubscribe()
    clearInterval(sweeper)
    if (timer) clearTimeout(timer)
    isOver = true
    await Promise.race([running, sleep(LAST_MS, undefined, { ref: false })])
  }
}
