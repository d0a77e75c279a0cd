import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { endMembership, lockMember } from '../membership'
import { ROLES } from '../rules/grants'

/**
 * Makes a person what the identity provider says, at each sign-in; null ends what it said before. What people decided by an invitation or
 * in the members' list stands, and the last owner stays.
 */
export const setClaimedRole = defineCommand({
  name: 'setClaimedRole',
  grant: 'member:join',
  input: z.object({ personId: z.uuid(), role: z.enum(ROLES).nullable() }),
  output: z.object({ isChanged: z.boolean() }),
  records: ['member.joined', 'member.appointed', 'member.removed'],
  announces: ['member/joined', 'member/appointed', 'member/removed'],
  async run(work, { personId, role }) {
    const subject = { kind: 'person', id: personId }
    if (role !== null) {
      const inserted = await work.sql(
        `INSERT INTO "Membership" ("companyId", "personId", role, "isClaimed", "createdAt") VALUES ($1, $2, $3, true, $4)
         ON CONFLICT DO NOTHING RETURNING "personId"`,
        [work.companyId, personId, role, work.now],
      )
      if (inserted.length > 0) {
        work.record({ action: 'member.joined', subject, details: { role, by: 'identity provider' } })
        work.announce({ name: 'member/joined', data: { personId } })
        return { isChanged: true }
      }
    }
    const member = await lockMember(work, personId)
    if (!member.isClaimed || member.role === role || member.isLastOwner) {
      work.unchanged()
      return { isChanged: false }
    }
    if (role === null) {
      await endMembership(work, personId, 'member.removed')
      return { isChanged: true }
    }
    await work.sql(`UPDATE "Membership" SET role = $3 WHERE "companyId" = $1 AND "personId" = $2`, [
      work.companyId,
      personId,
      role,
    ])
    work.record({ action: 'member.appointed', subject, details: { from: member.role, to: role } })
    work.announce({ name: 'member/appointed', data: { personId } })
    return { isChanged: true }
  },
})
