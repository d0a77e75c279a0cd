import { env } from '../env'
import { Refusal } from '../errors'

const RETRY_AFTER_SECONDS = 5

const AWAY = 'The database does not answer. Try again in a moment; with an Idempotency-Key nothing is done twice.'
const SENTENCES: Record<string, string> = {
  '53100': 'The disk of the database is full: nothing can be written until whoever runs this installation makes room.',
  '57014': 'The database took too long, and nothing was changed. Try again, or ask for less at once.',
}

/** Of Postgres: 08 connection, 53 resources, 57P0 shutdown. */
const IS_AWAY = /^(?:08|53|57P0)/
const IS_LOST =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/

/**
 * What to say when the database could not be asked, or gave up; null when the error is of another kind. For doors only: within the
 * product such an error is no refusal, and is tried again.
 */
export function outageOf(error: unknown): Refusal | null {
  const causes = error instanceof AggregateError ? error.errors : [error]
  for (const cause of causes) {
    if (!(cause instanceof Error) || cause instanceof Refusal) continue
    const code = 'code' in cause ? String(cause.code) : ''
    const isAway = IS_AWAY.test(code) || IS_LOST.test(cause.message) || isUnreached(cause)
    const sentence = SENTENCES[code] ?? (isAway ? AWAY : null)
    if (sentence) return new Refusal('unavailable', sentence, { retryAfterSeconds: RETRY_AFTER_SECONDS })
  }
  return null
}

/** Whether no connection came about to where the database is; other servers that are called may be away too. */
function isUnreached(error: Error): boolean {
  if (!('syscall' in error && 'port' in error)) return false
  return error.syscall === 'connect' && String(error.port) === (new URL(env().DATABASE_URL).port || '5432')
}
