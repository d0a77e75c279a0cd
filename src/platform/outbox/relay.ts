import { log } from '../log'
import { onCommit } from './pulse'

const PAGE = 200
/** How often the outbox is looked at when no commit asks for it: for what a process left that died, or was put back in line. */
const POLL_MS = 5000
/** After a delivery that failed. */
const RETRY_MS = 1000

/** Moves one page from the outbox to the engine; answers how many events it moved. */
export type Deliver = (limit: number) => Promise<number>

/**
 * Hands outbox events to the engine: at once after a commit in this process (other processes have relays of their own), and by poll
 * what was left behind. One delivery at a time; a failed one is tried again soon.
 * @returns how to stop; resolves when the delivery under way has ended
 */
export function startRelay(deliver: Deliver): () => Promise<void> {
  let isStopped = false
  let isAsked = false
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined

  const drain = async () => {
    clearTimeout(timer)
    let pauseMs = POLL_MS
    do {
      isAsked = false
      pauseMs = POLL_MS
      try {
        while (!isStopped && (await deliver(PAGE)) === PAGE);
      } catch (error) {
        log.error({ err: error }, 'events could not be handed to the engine; trying again')
        pauseMs = RETRY_MS
      }
    } while (isAsked && !isStopped)
    running = null
    if (!isStopped) timer = setTimeout(wake, pauseMs)
  }
  const wake = () => {
    isAsked = true
    if (!isStopped) running ??= drain()
  }

  const unsubscribe = onCommit((commit) => commit.hasEngineEvents && wake())
  wake()
  return async () => {
    isStopped = true
    clearTimeout(timer)
    unsubscribe()
    await running
  }
}
