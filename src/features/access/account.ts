import { acrossCompanies, type Sql, systemSql } from '@/platform/database'
import { Refusal } from '@/platform/errors'
import { callerFor } from './callers'
import { leaveCompany } from './commands/leave-company'
import type { Identity } from './identity'
import type { Role } from './rules/grants'
import { administratorsBeside, holdAdministrators } from './setup-link'

/** What is shown in place of the name of a person whose account was deleted. */
export const FORMER_MEMBER = 'Former member'

/** The person behind an identity. @throws Refusal forbidden for keys and agents, which have no account */
export function requirePerson(identity: Identity): string {
  if (identity.kind === 'person') return identity.personId
  throw new Refusal('forbidden', 'Only a person has an account: sign in, instead of using a key.')
}

type Profile = {
  id: string
  name: string
  email: string | null
  isInstanceAdmin: boolean
  createdAt: string
  /** Identity providers that the person signs in with. */
  accounts: { provider: string; providerAccountId: string }[]
}

export async function profileOf(personId: string): Promise<Profile | null> {
  const [profile] = await systemSql<Profile>(
    `SELECT p.id, p.name, p.email, p."isInstanceAdmin", p."createdAt", coalesce((
       SELECT json_agg(json_build_object('provider', a.provider, 'providerAccountId', a."providerAccountId"))
       FROM "Account" a WHERE a."personId" = p.id), '[]') AS accounts
     FROM "Person" p WHERE p.id = $1`,
    [personId],
  )
  return profile ?? null
}

type MembershipRow = { companyId: string; company: string; slug: string; role: Role; since: string }

/** The companies that a person is a member of, oldest membership first. */
export function membershipsOf(personId: string): Promise<MembershipRow[]> {
  return systemSql<MembershipRow>(
    `SELECT c.id AS "companyId", c.name AS company, c.slug, m.role, m."createdAt" AS since
     FROM "Membership" m JOIN "Company" c ON c.id = m."companyId" WHERE m."personId" = $1 ORDER BY m."createdAt", c.id`,
    [personId],
  )
}

/**
 * Deletes the account of the person who asks: memberships, sessions and sign-ins end, name and address go. What the person wrote and did
 * stays, under "Former member"; the record names an id, and stays whole.
 * @throws Refusal broken_rule for the only owner of a company, which is named, and for the only administrator of the installation
 */
export async function deleteAccount(identity: Identity, requestId?: string): Promise<{ deleted: true }> {
  const personId = requirePerson(identity)
  if (identity.kind !== 'person' || identity.via !== 'session') {
    throw new Refusal('broken_rule', 'This account belongs to the installation itself and cannot be deleted.', {
      rule: 'account_of_installation',
    })
  }
  await refuseOnlyOwner(personId)
  await refuseOnlyAdministrator(systemSql, personId)
  for (const { companyId } of await membershipsOf(personId)) await leave(identity, companyId, requestId)
  await acrossCompanies(async (sql) => {
    await holdAdministrators(sql)
    await refuseOnlyAdministrator(sql, personId)
    await sql(`DELETE FROM "Session" WHERE "personId" = $1`, [personId])
    await sql(`DELETE FROM "Account" WHERE "personId" = $1`, [personId])
    await sql(
      `UPDATE "Person" SET name = $2, email = NULL, "emailVerifiedAt" = NULL, image = NULL, "isInstanceAdmin" = false WHERE id = $1`,
      [personId, FORMER_MEMBER],
    )
  })
  return { deleted: true }
}

/** Before anything ends, and once more where nobody else can cease to be one. */
async function refuseOnlyAdministrator(sql: Sql, personId: string): Promise<void> {
  const { isOne, others } = await administratorsBeside(sql, personId)
  if (!isOne || others > 0) return
  throw new Refusal('broken_rule', 'You are the only administrator of this installation. Let another one come first.', {
    rule: 'last_administrator',
  })
}

/** Before anything ends. Who becomes the only owner in between is refused by `leaveCompany`. */
async function refuseOnlyOwner(personId: string): Promise<void> {
  const owned = await systemSql<{ name: string }>(
    `SELECT c.name FROM "Membership" m JOIN "Company" c ON c.id = m."companyId"
     WHERE m."personId" = $1 AND m.role = 'owner' AND c."removalDueAt" IS NULL AND NOT EXISTS (
       SELECT 1 FROM "Membership" o WHERE o."companyId" = m."companyId" AND o.role = 'owner' AND o."personId" <> m."personId")
     ORDER BY c.name LIMIT 20`,
    [personId],
  )
  if (owned.length === 0) return
  const names = owned.map(({ name }) => name).join(', ')
  throw new Refusal(
    'broken_rule',
    `You are the only owner of ${names}. Make somebody else an owner, or delete it first.`,
    {
      rule: 'last_owner',
      companies: names,
    },
  )
}

/** A company that is being deleted takes the membership along. */
async function leave(identity: Identity, companyId: string, requestId: string | undefined): Promise<void> {
  try {
    await leaveCompany(await callerFor(identity, companyId, requestId), {})
  } catch (error) {
    const isClosed = error instanceof Refusal && (await isBeingRemoved(companyId))
    if (!isClosed) throw error
  }
}

async function isBeingRemoved(companyId: string): Promise<boolean> {
  const rows = await systemSql(`SELECT 1 FROM "Company" WHERE id = $1 AND "removalDueAt" IS NOT NULL`, [companyId])
  return rows.length > 0
}
