import type { Adapter, AdapterUser } from 'next-auth/adapters'
import { now } from '@/platform/clock'
import { hashToken } from '@/platform/crypto'
import { systemSql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { insertSession } from './sessions'

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
  const id = newId()
  await systemSql(`INSERT INTO "Person" (id, name, email, image, "createdAt") VALUES ($1, $2, $3, $4, $5)`, [
    id,
    ...[person.name, person.email, person.image],
    now(),
  ])
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

/** Notes that the identity provider has vouched for a person's address, as it does for every one that it sends (see `sign-in.ts`). */
export async function noteVerifiedAddress(personId: string, email: string): Promise<void> {
  await systemSql(`UPDATE "Person" SET "emailVerifiedAt" = $3 WHERE id = $1 AND lower(email) = lower($2)`, [
    personId,
    email,
    now(),
  ])
}

/**
 * The adapter for one request.
 * @param client the request's User-Agent
 */
export function signInAdapterFor(client: string): Adapter {
  return {
    ...signInAdapter,
    async createSession(session) {
      const { sessionToken: token, userId: personId, expires: expiresAt } = session
      await insertSession(systemSql, { token, personId, expiresAt, client })
      return session
    },
  }
}

/** Where next-auth keeps persons, their accounts at the identity provider, and sessions; of a session only the token's digest. */
const signInAdapter: Adapter = {
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
