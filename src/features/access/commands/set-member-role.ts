import { defineCommand } from '@/platform/command'
import { appoint, lockMember, refuseLastOwner, requireMayAppoint } from '../membership'
import { MemberRole, SetMemberRole } from '../schema'

/**
 * Changes what a person may do in the company, from the next request on. What the identity provider said holds no more.
 * @throws Refusal not_found for who is no member, forbidden for who may not give or take that role, broken_rule for the last owner
 */
export const setMemberRole = defineCommand({
  name: 'setMemberRole',
  grant: 'member:write',
  input: SetMemberRole,
  output: MemberRole,
  records: ['member.appointed'],
  announces: ['member/appointed'],
  async run(work, { personId, role }) {
    const member = await lockMember(work, personId)
    requireMayAppoint(work, role, member.role)
    if (member.role === role && !member.isClaimed) {
      work.unchanged()
      return { personId, role }
    }
    refuseLastOwner(member.isLastOwner && role !== 'owner')
    await appoint(work, personId, member.role, { role, isClaimed: false })
    return { personId, role }
  },
})
