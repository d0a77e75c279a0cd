import { z } from 'zod'
import { forgetInvitationToken } from '@/features/access'
import { defineCommand, type Work } from '@/platform/command'
import { nextTryAt } from '../rules/timing'
import { DeliveryState, Outcome } from '../schema'

/**
 * Notes what became of one try: sent; or when the next one is; or given up. A channel whose receiver says that it is gone is switched off.
 * What an older try has to say about a message that was taken up again counts only if it was sent.
 */
export const settleDelivery = defineCommand({
  name: 'settleDelivery',
  grant: 'run:report',
  input: Outcome.extend({ deliveryId: z.uuid(), attempt: z.int().min(1) }),
  output: z.object({ state: DeliveryState.nullable() }),
  records: ['channel.switchedOff'],
  announces: ['delivery/settled', 'channel/switched.off'],
  async run(work, { deliveryId, attempt, ...outcome }) {
    // the delivery is the record of itself
    work.unchanged()
    const isOver = outcome.isSent || outcome.isDropped || outcome.isGone
    const next = isOver ? null : nextTryAt(attempt, work.now)
    const state = stateOf(outcome, next)
    const [settled] = await work.sql<{ channelId: string | null; invitationId: string | null }>(
      `UPDATE "Delivery" SET state = $3, "nextTryAt" = $4, "answerStatus" = $5, problem = $6, "sentAt" = $7
       WHERE "companyId" = $1 AND id = $2 AND state = 'waiting' AND ($3 = 'sent' OR attempts = $8) RETURNING "channelId", "invitationId"`,
      [
        ...[work.companyId, deliveryId, state, next, outcome.answerStatus, outcome.problem],
        ...[state === 'sent' ? work.now : null, attempt],
      ],
    )
    if (!settled) return { state: null }
    if (settled.invitationId && (state === 'sent' || state === 'dropped')) {
      await forgetInvitationToken(work, settled.invitationId)
    }
    if (outcome.isGone && settled.channelId) await switchOff(work, settled.channelId)
    work.announce({ name: 'delivery/settled', data: { deliveryId } })
    return { state }
  },
})

function stateOf({ isSent, isDropped }: Outcome, next: Date | null) {
  if (isSent) return 'sent' as const
  if (isDropped) return 'dropped' as const
  return next ? ('waiting' as const) : ('failed' as const)
}

const GONE = 'The receiver answered 410: nobody is there any more.'

async function switchOff(work: Work, channelId: string): Promise<void> {
  const [channel] = await work.sql<{ name: string }>(
    `UPDATE "NotificationChannel" SET "isActive" = false, "offReason" = $3, "updatedAt" = $4
     WHERE "companyId" = $1 AND id = $2 AND "isActive" RETURNING name`,
    [work.companyId, channelId, GONE, work.now],
  )
  if (!channel) return
  const details = { name: channel.name, reason: GONE }
  work.record({ action: 'channel.switchedOff', subject: { kind: 'channel', id: channelId }, details })
  work.announce({ name: 'channel/switched.off', data: { channelId } })
}
