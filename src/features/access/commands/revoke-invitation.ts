import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'

/**
 * Takes an invitation back: its link is worth nothing from now on. Again it changes nothing.
 * @throws Refusal illegal_transition when somebody came in by it already
 */
export const revokeInvitation = defineCommand({
  name: 'revokeInvitation',
  grant: 'member:write',
  input: z.object({ invitationId: z.uuid() }),
  output: z.object({ id: z.uuid() }),
  records: ['invitation.revoked'],
  announces: ['invitation/revoked'],
  async run(work, { invitationId }) {
    const { count } = await work.db.invitation.updateMany({
      where: { id: invitationId, companyId: work.companyId, acceptedAt: null, revokedAt: null },
      data: { revokedAt: work.now },
    })
    if (count === 0) {
      const found = await work.db.invitation.findFirst({ where: { id: invitationId }, select: { acceptedAt: true } })
      if (!found) throw notFound('invitation')
      if (found.acceptedAt) {
        throw new Refusal(
          'illegal_transition',
          'Somebody came in by this invitation already. Remove the member instead.',
        )
      }
      work.unchanged()
      return { id: invitationId }
    }
    work.record({ action: 'invitation.revoked', subject: { kind: 'invitation', id: invitationId } })
    work.announce({ name: 'invitation/revoked', data: { invitationId } })
    return { id: invitationId }
  },
})
