import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { endMembership, lockMember, refuseLastOwner, requireMayAppoint } from '../membership'
import { RemoveMember } from '../schema'

/**
 * Ends a person's membership. From the next request on the person, and every key that the person made, is a stranger here; what the
 * person did and is accountable for stays as it is.
 * @throws Refusal not_found for who is no member, forbidden for who may not dismiss that role, broken_rule for the last owner
 */
export const removeMember = defineCommand({
  name: 'removeMember',
  grant: 'member:write',
  input: RemoveMember,
  output: z.object({ personId: z.uuid() }),
  records: ['member.removed'],
  announces: ['member/removed'],
  async run(work, { personId }) {
    const member = await lockMember(work, personId)
    requireMayAppoint(work, member.role)
    refuseLastOwner(member.isLastOwner)
    await endMembership(work, personId, 'member.removed')
    return { personId }
  },
})
