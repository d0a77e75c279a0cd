import { log } from '../log'
import { onCommit } from './pulse'

const PAGE = 200
/** How often the outbox is looked at when nothing in this process said that it should be. */
const POLL_MS = 1000

/** Moves one page from the outbox to the engine; answers how many events it moved. */
export type Deliver = (limit: number) => Promise<number>

/**
 * Hands outbox events to the engine: at once after a commit in this process, by poll after commits of others. One delivery at a
 * time; a failed one is tried again with the next poll.
 * @returns how to stop; resolves when the delivery under way has ended
 */
export function startRelay(deliver: Deliver): () => Promise<void> {
  let isStopped = false
  let isAsked = false
  let running: Promise<void> | null = null

  const drain = async () => {
    do {
      isAsked = false
      try {
        while (!isStopped && (await deliver(PAGE)) === PAGE);
      } catch (error) {
        log.error({ err: error }, 'events could not be handed to the engine; trying again')
      }
    } while (isAsked && !isStopped)
    running = null
  }
  const wake = () => {
    isAsked = true
    if (!isStopped) running ??= drain()
  }

  const timer = setInterval(wake, POLL_MS)
  const unsubscribe = onCommit((commit) => commit.hasEngineEvents && wake())
  wake()
  return async () => {
    isStopped = true
    clearInterval(timer)
    unsubscribe()
    await running
  }
}
