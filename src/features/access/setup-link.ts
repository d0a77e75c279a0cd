import { now } from '@/platform/clock'
import { hashToken, newToken } from '@/platform/crypto'
import { acrossCompanies, type Sql } from '@/platform/database'
import { env } from '@/platform/env'
import { Refusal } from '@/platform/errors'
import { insertPerson, lockFirstPerson, REAL_PERSON } from './first-person'
import { isLocalMode } from './local-mode'

const LINK_LIFE_MS = 24 * 3600 * 1000
export const SESSION_LIFE_SECONDS = 30 * 24 * 3600

export type NewSession = { personId: string; token: string; expiresAt: Date }

/**
 * Makes the one-time token that lets the first person in, for 24 hours. Also where single sign-on is not set up and every session
 * is over, because nobody could get in again.
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
  const [row] = await sql<{ hasPerson: boolean; hasSession: boolean }>(
    `SELECT EXISTS (SELECT FROM "Person" WHERE ${REAL_PERSON}) AS "hasPerson",
       EXISTS (SELECT FROM "Session" WHERE "expiresAt" > $1) AS "hasSession"`,
    [now()],
  )
  return !row?.hasPerson || (!env().OIDC_ISSUER && !row.hasSession)
}

/**
 * Uses a setup link: makes the first person, or lets the administrator in again, and begins a session. All links end with it.
 * @throws Refusal unauthenticated when the link is unknown, used, too old, or needed no more
 */
export async function redeemSetupLink(
  token: string,
  person: { name: string; email?: string | null },
): Promise<NewSession> {
  return acrossCompanies(async (sql) => {
    await lockFirstPerson(sql)
    const at = now()
    const [link] = await sql(
      `SELECT FROM "SetupLink" WHERE "tokenHash" = $1 AND "usedAt" IS NULL AND "expiresAt" > $2`,
      [hashToken(token), at],
    )
    if (!link || !(await isLinkNeeded(sql))) {
      throw new Refusal(
        'unauthenticated',
        'This link was used already or is older than 24 hours. Restart the server to get another one.',
      )
    }
    await sql(`UPDATE "SetupLink" SET "usedAt" = $1 WHERE "usedAt" IS NULL`, [at])
    const [admin] = await sql<{ id: string }>(
      `SELECT id FROM "Person" WHERE "isInstanceAdmin" AND ${REAL_PERSON} ORDER BY "createdAt" LIMIT 1`,
    )
    const newPerson = { name: person.name, email: person.email ?? null, image: null }
    const personId = admin?.id ?? (await insertPerson(sql, newPerson, at))
    return insertSession(sql, personId, at)
  })
}

async function insertSession(sql: Sql, personId: string, at: Date): Promise<NewSession> {
  const token = newToken('pcp_session')
  const expiresAt = new Date(at.getTime() + SESSION_LIFE_SECONDS * 1000)
  await sql(`INSERT INTO "Session" ("tokenHash", "personId", "expiresAt", "createdAt") VALUES ($1, $2, $3, $4)`, [
    hashToken(token),
    personId,
    expiresAt,
    at,
  ])
  return { personId, token, expiresAt }
}
