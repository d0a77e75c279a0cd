import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'

/**
 * Sends a message again that was sent, given up or dropped, with the same id: a receiver that has it can tell. One that still waits for
 * its next try has it now.
 * @throws Refusal not_found; broken_rule for an invitation that was mailed, whose link is kept nowhere
 */
export const resendDelivery = defineCommand({
  name: 'resendDelivery',
  grant: 'notification:write',
  input: z.object({ deliveryId: z.uuid() }),
  output: z.object({ id: z.uuid() }),
  records: ['delivery.resent'],
  announces: ['delivery/queued'],
  async run(work, { deliveryId }) {
    const [found] = await work.sql<{ state: string; kind: string }>(
      `SELECT state, kind FROM "Delivery" WHERE "companyId" = $1 AND id = $2 FOR UPDATE`,
      [work.companyId, deliveryId],
    )
    if (!found) throw notFound('delivery')
    if (found.kind === 'invitation' && (found.state === 'sent' || found.state === 'dropped')) {
      throw new Refusal('broken_rule', 'The link of an invitation is kept nowhere. Invite the person again.', {
        rule: 'link_forgotten',
      })
    }
    await work.sql(
      `UPDATE "Delivery" SET state = 'waiting', attempts = 0, "nextTryAt" = $3, "answerStatus" = NULL, problem = NULL, "sentAt" = NULL
       WHERE "companyId" = $1 AND id = $2`,
      [work.companyId, deliveryId, work.now],
    )
    work.record({ action: 'delivery.resent', subject: { kind: 'delivery', id: deliveryId } })
    work.announce({ name: 'delivery/queued', data: { companyId: work.companyId }, forEngine: true })
    return { id: deliveryId }
  },
})
