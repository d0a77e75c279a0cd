import type { Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import type { Role } from './rules/grants'

/**
 * Appointing and dismissing owners and administrators is the owners' own.
 * @throws Refusal forbidden for anybody else
 */
export function requireMayAppoint(work: Work, ...roles: (Role | undefined)[]): void {
  const isHigh = roles.some((role) => role === 'owner' || role === 'admin')
  if (!isHigh || work.grants.has('member:appoint')) return
  throw new Refusal('forbidden', 'Only an owner appoints or dismisses owners and administrators.', {
    needs: 'member:appoint',
  })
}

type Member = { role: Role; isClaimed: boolean }

/**
 * Holds a membership and those of all owners until the end of the transaction, so that two owners cannot dismiss each other at once.
 * @throws Refusal not_found('person') for who is no member
 */
export async function lockMember(work: Work, personId: string): Promise<Member & { isLastOwner: boolean }> {
  const rows = await work.sql<Member & { personId: string }>(
    `SELECT "personId", role, "isClaimed" FROM "Membership" WHERE "companyId" = $1 AND ("personId" = $2 OR role = 'owner')
     ORDER BY "personId" FOR UPDATE`,
    [work.companyId, personId],
  )
  const member = rows.find((row) => row.personId === personId)
  if (!member) throw notFound('person')
  const owners = rows.filter((row) => row.role === 'owner')
  return { ...member, isLastOwner: member.role === 'owner' && owners.length === 1 }
}

/** @throws Refusal broken_rule, because a company without an owner could not be governed */
export function refuseLastOwner(isLastOwner: boolean): void {
  if (!isLastOwner) return
  throw new Refusal('broken_rule', 'This is the only owner. Make somebody else an owner first.', { rule: 'last_owner' })
}

/**
 * Makes a person a member.
 * @param details what else the audit log should say
 * @returns false for who is one already
 */
export async function addMember(
  work: Work,
  member: Member & { personId: string },
  details: Record<string, unknown>,
): Promise<boolean> {
  const { personId, role, isClaimed } = member
  const inserted = await work.sql(
    `INSERT INTO "Membership" ("companyId", "personId", role, "isClaimed", "createdAt") VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING RETURNING "personId"`,
    [work.companyId, personId, role, isClaimed, work.now],
  )
  if (inserted.length === 0) return false
  work.record({ action: 'member.joined', subject: { kind: 'person', id: personId }, details: { role, ...details } })
  work.announce({ name: 'member/joined', data: { personId } })
  return true
}

/** Gives a member that is locked another role. */
export async function appoint(work: Work, personId: string, from: Role, { role, isClaimed }: Member): Promise<void> {
  await work.sql(`UPDATE "Membership" SET role = $3, "isClaimed" = $4 WHERE "companyId" = $1 AND "personId" = $2`, [
    work.companyId,
    personId,
    role,
    isClaimed,
  ])
  const details = { from, to: role }
  work.record({ action: 'member.appointed', subject: { kind: 'person', id: personId }, details })
  work.announce({ name: 'member/appointed', data: { personId } })
}

/** Ends a membership: the person's keys and sessions count here no more from the next request on, and teams lose the person. */
export async function endMembership(
  work: Work,
  personId: string,
  action: 'member.removed' | 'member.left',
): Promise<void> {
  await work.sql(`DELETE FROM "TeamMember" WHERE "companyId" = $1 AND "personId" = $2`, [work.companyId, personId])
  await work.sql(`DELETE FROM "Membership" WHERE "companyId" = $1 AND "personId" = $2`, [work.companyId, personId])
  work.record({ action, subject: { kind: 'person', id: personId } })
  work.announce({ name: 'member/removed', data: { personId } })
}
