import { now } from '@/platform/clock'
import { hashToken } from '@/platform/crypto'
import { type Sql, systemSql } from '@/platform/database'
import { notFound } from '@/platform/errors'
import { isUuid } from '@/platform/ids'
import type { Identity } from './identity'
import type { SessionView } from './schema'

const MOST_SHOWN = 200
const MOST_CLIENT = 300

type NewSession = {
  token: string
  personId: string
  expiresAt: Date
  /** What the browser says of itself, for the list of sessions. */
  client: string
}

/** Begins a session; of its token only the digest is stored. */
export async function insertSession(sql: Sql, { token, personId, expiresAt, client }: NewSession): Promise<void> {
  await sql(
    `INSERT INTO "Session" ("tokenHash", "personId", "expiresAt", "createdAt", client) VALUES ($1, $2, $3, $4, $5)`,
    [hashToken(token), personId, expiresAt, now(), client.slice(0, MOST_CLIENT)],
  )
}

/** The browsers in which the person of this session is signed in, newest first; none for who came in otherwise. */
export async function listSessions(identity: Identity): Promise<{ sessions: SessionView[] }> {
  if (identity.kind !== 'person' || identity.via !== 'session') return { sessions: [] }
  const sessions = await systemSql<SessionView>(
    `SELECT id, client, "createdAt", "expiresAt", id = $3 AS "isCurrent" FROM "Session"
     WHERE "personId" = $1 AND "expiresAt" > $2 ORDER BY "createdAt" DESC, id LIMIT ${MOST_SHOWN}`,
    [identity.personId, now(), identity.sessionId],
  )
  return { sessions }
}

/**
 * Signs the person out in one browser, or everywhere. The next request from there is refused.
 * @param sessionId null for all, this one included
 * @throws Refusal not_found for a session that is not the person's
 */
export async function endSessions(identity: Identity, sessionId: string | null): Promise<{ ended: number }> {
  if (identity.kind !== 'person' || (sessionId !== null && !isUuid(sessionId))) throw notFound('session')
  const ended = await systemSql(
    `DELETE FROM "Session" WHERE "personId" = $1 AND ($2::uuid IS NULL OR id = $2) RETURNING id`,
    [identity.personId, sessionId],
  )
  if (sessionId !== null && ended.length === 0) throw notFound('session')
  return { ended: ended.length }
}
