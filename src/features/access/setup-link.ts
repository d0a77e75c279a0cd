import { now } from '@/platform/clock'
import { hashToken, newToken } from '@/platform/crypto'
import { acrossCompanies, type Sql } from '@/platform/database'
import { env, hasIdentityProvider } from '@/platform/env'
import { Refusal } from '@/platform/errors'
import { newId } from '@/platform/ids'
import { LOCAL_PERSON_ID, MASTER_PERSON_ID } from './identity'
import { isLocalMode } from './local-mode'
import { insertSession } from './sessions'

const LINK_LIFE_MS = 24 * 3600 * 1000
export const SESSION_LIFE_SECONDS = 30 * 24 * 3600

/** Who administers as a person: the fixed rows stand for this machine and for the master key. */
export const ADMINISTRATOR = `"isInstanceAdmin" AND id NOT IN ('${LOCAL_PERSON_ID}', '${MASTER_PERSON_ID}')`

/** Until the end of this transaction nobody else can become the first administrator, or cease to be the last one. */
export async function holdAdministrators(sql: Sql): Promise<void> {
  await sql(`SELECT pg_advisory_xact_lock(hashtext('paperclip: first administrator'))`)
}

/** Whether a person administers the installation, and how many others do. */
export async function administratorsBeside(sql: Sql, personId: string): Promise<{ isOne: boolean; others: number }> {
  const [row] = await sql<{ isOne: boolean; others: number }>(
    `SELECT coalesce(bool_or(id = $1), false) AS "isOne", count(*) FILTER (WHERE id <> $1)::int AS others
     FROM "Person" WHERE ${ADMINISTRATOR}`,
    [personId],
  )
  return row!
}

export type NewSession = { personId: string; token: string; expiresAt: Date }

/**
 * Makes the one-time token that makes the first administrator, for 24 hours. Also where no identity provider is set up and every
 * session is over, because nobody could get in again.
 * @returns null when somebody can get in without it
 */
export async function createSetupLink(): Promise<string | null> {
  if (isLocalMode()) return null
  return acrossCompanies(async (sql) => {
    if (!(await isLinkNeeded(sql))) return null
    const token = newToken('pcp_setup')
    const at = now()
    await sql(`DELETE FROM "SetupLink" WHERE "expiresAt" < $1`, [at])
    await sql(`INSERT INTO "SetupLink" ("tokenHash", "createdAt", "expiresAt") VALUES ($1, $2, $3)`, [
      hashToken(token),
      at,
      new Date(at.getTime() + LINK_LIFE_MS),
    ])
    return token
  })
}

async function isLinkNeeded(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ hasAdministrator: boolean; hasSession: boolean }>(
    `SELECT EXISTS (SELECT FROM "Person" WHERE ${ADMINISTRATOR}) AS "hasAdministrator",
       EXISTS (SELECT FROM "Session" WHERE "expiresAt" > $1) AS "hasSession"`,
    [now()],
  )
  return !row?.hasAdministrator || (!hasIdentityProvider(env()) && !row.hasSession)
}

/**
 * Uses a setup link: makes the first administrator, who is new or signed in already, or lets the administrator in again; begins a
 * session. All links end with it.
 * @param signedIn id of the person whose browser opens the link, if that is known
 * @throws Refusal unauthenticated when the link is unknown, used, too old, or needed no more; one made by hand at the server's machine is
 * always needed
 */
export async function redeemSetupLink(
  token: string,
  person: { name: string; email?: string | null },
  signedIn: string | null = null,
): Promise<NewSession> {
  return acrossCompanies(async (sql) => {
    await holdAdministrators(sql)
    const at = now()
    const [link] = await sql<{ isRecovery: boolean }>(
      `SELECT "isRecovery" FROM "SetupLink" WHERE "tokenHash" = $1 AND "usedAt" IS NULL AND "expiresAt" > $2`,
      [hashToken(token), at],
    )
    if (!link || !(link.isRecovery || (await isLinkNeeded(sql)))) {
      throw new Refusal(
        'unauthenticated',
        'This link was used already or is older than 24 hours. To get another one, run npm run db:admin-link on the machine of the server.',
      )
    }
    await sql(`UPDATE "SetupLink" SET "usedAt" = $1 WHERE "usedAt" IS NULL`, [at])
    const [admin] = await sql<{ id: string }>(
      `SELECT id FROM "Person" WHERE ${ADMINISTRATOR} ORDER BY "createdAt" LIMIT 1`,
    )
    const personId = admin?.id ?? (await (signedIn ? promote(sql, signedIn) : insertAdministrator(sql, person, at)))
    return beginSession(sql, personId, at)
  })
}

async function promote(sql: Sql, personId: string): Promise<string> {
  await sql(`UPDATE "Person" SET "isInstanceAdmin" = true WHERE id = $1`, [personId])
  return personId
}

/** An address that somebody has already stays with that person. */
async function insertAdministrator(
  sql: Sql,
  person: { name: string; email?: string | null },
  at: Date,
): Promise<string> {
  const id = newId()
  await sql(
    `INSERT INTO "Person" (id, name, email, "createdAt", "isInstanceAdmin")
     SELECT $1, $2, CASE WHEN EXISTS (SELECT FROM "Person" WHERE email = $3) THEN NULL ELSE $3 END, $4, true`,
    [id, person.name, person.email ?? null, at],
  )
  return id
}

async function beginSession(sql: Sql, personId: string, at: Date): Promise<NewSession> {
  const session = {
    personId,
    token: newToken('pcp_session'),
    expiresAt: new Date(at.getTime() + SESSION_LIFE_SECONDS * 1000),
  }
  await insertSession(sql, { ...session, client: '' })
  return session
}
