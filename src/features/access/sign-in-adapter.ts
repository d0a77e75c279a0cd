import type { Adapter, AdapterUser } from 'next-auth/adapters'
import { now } from '@/platform/clock'
import { hashToken } from '@/platform/crypto'
import { acrossCompanies, systemSql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { insertPerson, lockFirstPerson } from './first-person'

const PERSON = `p.id, p.name, coalesce(p.email, '') AS email, p."emailVerifiedAt" AS "emailVerified", p.image`

type PersonRow = { id: string; name: string; email: string; emailVerified: string | null; image: string | null }

function userOf(row: PersonRow | undefined): AdapterUser | null {
  return row ? { ...row, emailVerified: row.emailVerified ? new Date(row.emailVerified) : null } : null
}

async function findUser(where: string, values: unknown[]): Promise<AdapterUser | null> {
  const [row] = await systemSql<PersonRow>(`SELECT ${PERSON} FROM "Person" p WHERE ${where}`, values)
  return userOf(row)
}

async function createUser(user: { name?: string | null; email?: string | null; image?: string | null }) {
  const email = user.email || null
  const person = { name: user.name || email || 'Somebody', email, image: user.image ?? null }
  const id = await acrossCompanies(async (sql) => {
    await lockFirstPerson(sql)
    return insertPerson(sql, person, now())
  })
  return { ...person, id, email: email ?? '', emailVerified: null }
}

async function getSessionAndUser(sessionToken: string) {
  const [row] = await systemSql<PersonRow & { expiresAt: string }>(
    `SELECT ${PERSON}, s."expiresAt" FROM "Session" s JOIN "Person" p ON p.id = s."personId"
     WHERE s."tokenHash" = $1 AND s."expiresAt" > $2`,
    [hashToken(sessionToken), now()],
  )
  const user = userOf(row)
  if (!row || !user) return null
  return { user, session: { sessionToken, userId: user.id, expires: new Date(row.expiresAt) } }
}

/** Where next-auth keeps persons, their accounts at the identity provider, and sessions; of a session only the token's digest. */
export const signInAdapter: Adapter = {
  createUser,
  getUser: (id: string) => findUser('p.id = $1', [id]),
  /** Only who has no account yet: an address never opens a person who signs in with another account. */
  getUserByEmail: (email: string) =>
    findUser('p.email = $1 AND NOT EXISTS (SELECT FROM "Account" a WHERE a."personId" = p.id)', [email]),
  getUserByAccount: ({ provider, providerAccountId }) =>
    findUser('p.id = (SELECT a."personId" FROM "Account" a WHERE a.provider = $1 AND a."providerAccountId" = $2)', [
      provider,
      providerAccountId,
    ]),
  async updateUser(user) {
    await systemSql(`UPDATE "Person" SET name = coalesce($2, name), image = coalesce($3, image) WHERE id = $1`, [
      user.id,
      user.name ?? null,
      user.image ?? null,
    ])
    const updated = await findUser('p.id = $1', [user.id])
    if (!updated) throw new Error('the person who signs in is gone')
    return updated
  },
  async linkAccount(account: { userId: string; type: string; provider: string; providerAccountId: string }) {
    await systemSql(
      `INSERT INTO "Account" (id, "personId", type, provider, "providerAccountId") VALUES ($1, $2, $3, $4, $5)`,
      [newId(), account.userId, account.type, account.provider, account.providerAccountId],
    )
  },
  async createSession(session) {
    await systemSql(`DELETE FROM "Session" WHERE "expiresAt" < $1`, [now()])
    await systemSql(
      `INSERT INTO "Session" ("tokenHash", "personId", "expiresAt", "createdAt") VALUES ($1, $2, $3, $4)`,
      [hashToken(session.sessionToken), session.userId, session.expires, now()],
    )
    return session
  },
  getSessionAndUser,
  async updateSession({ sessionToken, expires }) {
    if (expires) {
      await systemSql(`UPDATE "Session" SET "expiresAt" = $2 WHERE "tokenHash" = $1`, [
        hashToken(sessionToken),
        expires,
      ])
    }
    return (await getSessionAndUser(sessionToken))?.session
  },
  async deleteSession(sessionToken) {
    await systemSql(`DELETE FROM "Session" WHERE "tokenHash" = $1`, [hashToken(sessionToken)])
  },
}
