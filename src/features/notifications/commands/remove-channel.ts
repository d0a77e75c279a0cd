import { z } from 'zod'
import { deleteSecret } from '@/features/vault'
import { defineCommand } from '@/platform/command'
import { lockChannel } from '../store'

/** Forgets a channel with its secret and its log of deliveries. */
export const removeChannel = defineCommand({
  name: 'removeChannel',
  grant: 'notification:write',
  input: z.object({ channelId: z.uuid() }),
  output: z.object({ id: z.uuid() }),
  records: ['channel.removed', 'secret.deleted'],
  announces: ['channel/removed', 'secret/deleted'],
  async run(work, { channelId }) {
    const { name, secretId } = await lockChannel(work, channelId)
    await work.sql(`DELETE FROM "NotificationChannel" WHERE "companyId" = $1 AND id = $2`, [work.companyId, channelId])
    await deleteSecret.within(work, { secretId })
    work.record({ action: 'channel.removed', subject: { kind: 'channel', id: channelId }, details: { name } })
    work.announce({ name: 'channel/removed', data: { channelId } })
    return { id: channelId }
  },
})
