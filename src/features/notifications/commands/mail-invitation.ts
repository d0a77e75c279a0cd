import { z } from 'zod'
import { openInvitationToken } from '@/features/access'
import { defineCommand } from '@/platform/command'
import { insertDeliveries } from '../store'
import { companyOf, messageOf } from '../told'

/** Puts the mail of an invitation to an address in line, once. Its link comes in when it is sent, and is not in the log. */
export const mailInvitation = defineCommand({
  name: 'mailInvitation',
  grant: 'run:report',
  input: z.object({ invitationId: z.uuid() }),
  output: z.object({ queued: z.number() }),
  records: [],
  announces: ['delivery/queued'],
  async run(work, { invitationId }) {
    // the delivery is the record
    work.unchanged()
    if (!(await openInvitationToken(work, invitationId))) return { queued: 0 }
    const [invitation] = await work.sql<{ role: string; name: string | null; expiresAt: string }>(
      `SELECT i.role, i."expiresAt", p.name FROM "Invitation" i LEFT JOIN "Person" p ON p.id = i."createdBy"
       WHERE i."companyId" = $1 AND i.id = $2`,
      [work.companyId, invitationId],
    )
    const company = await companyOf(work)
    const { role = '', name = null, expiresAt = '' } = invitation ?? {}
    const message = messageOf(company, {
      ...{
        type: 'invitation',
        path: '/join',
        title: `${name ?? 'Somebody'} invites you to ${company.name} as ${role}`,
      },
      effect: `The link works once, for who signs in with this address, until ${expiresAt.slice(0, 10)}.`,
    })
    const queued = await insertDeliveries(work, [{ id: work.newId(), kind: 'invitation', invitationId, message }])
    if (queued > 0) work.announce({ name: 'delivery/queued', data: { companyId: work.companyId }, forEngine: true })
    return { queued }
  },
})
