import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { endMembership, lockMember, refuseLastOwner } from '../membership'

/**
 * Ends one's own membership.
 * @throws Refusal forbidden for agents, not_found for an administrator of the installation who is no member, broken_rule for the last owner
 */
export const leaveCompany = defineCommand({
  name: 'leaveCompany',
  grant: 'company:read',
  input: z.object({}),
  output: z.object({ personId: z.uuid() }),
  records: ['member.left'],
  announces: ['member/removed'],
  async run(work) {
    if (work.actor.kind !== 'person') throw new Refusal('forbidden', 'Only a person can leave.')
    const personId = work.actor.id
    refuseLastOwner((await lockMember(work, personId)).isLastOwner)
    await endMembership(work, personId, 'member.left')
    return { personId }
  },
})
