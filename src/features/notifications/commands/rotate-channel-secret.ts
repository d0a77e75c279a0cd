import { z } from 'zod'
import { rotateSecret } from '@/features/vault'
import { defineCommand } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { ChannelWithSecret } from '../schema'
import { lockChannel } from '../store'
import { newSigningSecret } from './add-channel'

/**
 * Gives a webhook a new signing secret, which is in this answer and never shown again. For a day both sign, so that no receiver has to
 * change at the same moment.
 * @throws Refusal not_found; broken_rule for slack, which is not signed
 */
export const rotateChannelSecret = defineCommand({
  name: 'rotateChannelSecret',
  grant: 'notification:write',
  input: z.object({ channelId: z.uuid() }),
  output: ChannelWithSecret,
  isAnswerSecret: true,
  records: ['channel.secretRotated', 'secret.rotated'],
  announces: ['channel/secret.rotated', 'secret/rotated'],
  async run(work, { channelId }) {
    const { secretId, ...channel } = await lockChannel(work, channelId)
    if (channel.kind !== 'webhook') {
      const message = 'What goes to Slack is not signed. To replace its address, give the channel another one.'
      throw new Refusal('broken_rule', message, { rule: 'not_signed' })
    }
    const signingSecret = newSigningSecret()
    await rotateSecret.within(work, { secretId, value: signingSecret })
    await work.sql(
      `UPDATE "NotificationChannel" SET "rotatedAt" = $3, "updatedAt" = $3 WHERE "companyId" = $1 AND id = $2`,
      [work.companyId, channelId, work.now],
    )
    work.record({ action: 'channel.secretRotated', subject: { kind: 'channel', id: channelId } })
    work.announce({ name: 'channel/secret.rotated', data: { channelId } })
    const at = work.now.toISOString()
    return { ...channel, rotatedAt: at, updatedAt: at, signingSecret }
  },
})
