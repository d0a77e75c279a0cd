import { NonRetriableError, RetryAfterError } from 'inngest'
import { CATALOGUE, Refusal } from '@/platform/errors'
import { markConsumed } from '@/platform/outbox/store'

/** A body that takes longer counts as failed, so that it cannot keep a place, or a singleton, for good. */
export const BODY_LIMIT_MS = 5 * 60_000

/**
 * The body of a step: one command. A refusal that a repeat cannot mend ends the step for good; `rate_limited` says when to come
 * back; everything else is repeated by the engine.
 */
export function body<T>(run: () => Promise<T>): () => Promise<T> {
  return async () => {
    try {
      return await withinLimit(run())
    } catch (error) {
      throw error instanceof Refusal ? translated(error) : error
    }
  }
}

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The step took longer than ${BODY_LIMIT_MS / 1000} s.`)), BODY_LIMIT_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
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
