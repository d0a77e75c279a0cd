import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { isLocalMode } from '@/features/access'
import { env } from '@/platform/env'

const FRESH_MS = 1_000
/** A probe waits no longer for a check than this; then the last one counts. */
const PATIENCE_MS = 250
const LIMIT_MS = 3_000

type Check = { isUp: boolean; at: number; tickedAt: Date | null }

// A connection of its own: a probe must not queue behind the requests that it asks about.
let pool: pg.Pool | undefined
let last: Check | undefined
let running: Promise<Check> | undefined

async function check(): Promise<Check> {
  pool ??= new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: 1,
    connectionTimeoutMillis: LIMIT_MS,
    query_timeout: LIMIT_MS,
    options: '-c application_name=paperclip_health',
  }).on('error', () => {})
  const isUp = await pool.query('SELECT 1').then(
    () => true,
    () => false,
  )
  // null before the first tick, and before the first migration
  const tickedAt = await pool.query<{ at: Date }>(`SELECT at FROM "ClockTick" WHERE name = 'schedules'`).then(
    ({ rows }) => rows[0]?.at ?? null,
    () => null,
  )
  last = { isUp, at: Date.now(), tickedAt }
  running = undefined
  return last
}

async function currentCheck(): Promise<Check> {
  if (last && Date.now() - last.at < FRESH_MS) return last
  running ??= check()
  const known = last
  return known ? Promise.race([running, sleep(PATIENCE_MS, known, { ref: false })]) : running
}

export type Health = { status: 200 | 503; body: Record<string, unknown> }

/** The clock of the schedules ticks once a minute; one that did not for this long stands still. */
const TICK_LATE_SECONDS = 180

function clockOf(tickedAt: Date | null) {
  const lastTickSecondsAgo = tickedAt && Math.max(0, Math.round((Date.now() - tickedAt.getTime()) / 1000))
  const isLate = lastTickSecondsAgo !== null && lastTickSecondsAgo > TICK_LATE_SECONDS
  return { status: lastTickSecondsAgo === null ? 'starting' : isLate ? 'late' : 'ok', lastTickSecondsAgo }
}

/**
 * What `GET /api/health` answers: 200, or 503 and a sentence when the database does not. A clock that is late is told, and is no reason
 * to take the server away.
 */
export async function checkHealth(): Promise<Health> {
  const { isUp, tickedAt } = await currentCheck()
  if (!isUp) {
    const error = 'The database does not answer. Nothing can be read or changed until it does.'
    return { status: 503, body: { status: 'down', database: 'down', error } }
  }
  const signIn = isLocalMode() ? 'not_needed' : 'needed'
  return { status: 200, body: { status: 'ok', database: 'ok', clock: clockOf(tickedAt), signIn } }
}

/** Closes the health check's connection. */
export async function closeHealth(): Promise<void> {
  await pool?.end()
}
