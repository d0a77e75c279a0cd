import { NonRetriableError, RetryAfterError } from 'inngest'
import { CATALOGUE, Refusal } from '@/platform/errors'
import { markConsumed } from '@/platform/outbox/store'

/**
 * The body of a step: one command. A refusal that a repeat cannot mend ends the step for good; `rate_limited` says when to come
 * back; everything else is repeated by the engine.
 */
export function body<T>(run: () => Promise<T>): () => Promise<T> {
  return async () => {
    try {
      return await run()
    } catch (error) {
      throw error instanceof Refusal ? translated(error) : error
    }
  }
}

function translated(refusal: Refusal): Error {
  if (refusal.code === 'rate_limited') {
    return new RetryAfterError(refusal.message, Number(refusal.facts.retryAfterSeconds ?? 30) * 1000)
  }
  const isFinal = CATALOGUE[refusal.code].engine !== 'retry'
  return isFinal ? new NonRetriableError(`${refusal.code}: ${refusal.message}`, { cause: refusal }) : refusal
}

/** The first body of a function: marks its event as taken up, so that the sweeper need not send it again. */
export function firstBody<T>(eventId: string | undefined, run: () => Promise<T>): () => Promise<T> {
  return body(async () => {
    await markConsumed(eventId)
    return run()
  })
}
