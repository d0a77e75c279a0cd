import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { addMember, appoint, endMembership, lockMember } from '../membership'
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
    if (role !== null) {
      const isNew = await addMember(work, { personId, role, isClaimed: true }, { by: 'identity provider' })
      if (isNew) return { isChanged: true }
    }
    const member = await lockMember(work, personId)
    if (!member.isClaimed || member.role === role || member.isLastOwner) {
      work.unchanged()
      return { isChanged: false }
    }
    if (role === null) await endMembership(work, personId, 'member.removed')
    else await appoint(work, personId, member.role, { role, isClaimed: true })
    return { isChanged: true }
  },
})
