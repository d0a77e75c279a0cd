import { rotateSecret } from '@/features/vault'
import { defineCommand } from '@/platform/command'
import { requireCallable, shownAddress } from '../addresses'
import { ChannelView, UpdateChannel } from '../schema'
import { CHANNEL_COLUMNS, lockChannel } from '../store'
import { nameTaken } from './add-channel'

/**
 * Changes a channel, switches it off or on again. What is left out stays.
 * @throws Refusal not_found; already_exists for a name that is taken; invalid_input for an address that is never called
 */
export const updateChannel = defineCommand({
  name: 'updateChannel',
  grant: 'notification:write',
  input: UpdateChannel,
  output: ChannelView,
  records: ['channel.updated', 'secret.rotated'],
  announces: ['channel/updated', 'secret/rotated'],
  async run(work, { channelId, address, ...input }) {
    if (address !== undefined) requireCallable(address)
    const before = await lockChannel(work, channelId)
    if (address !== undefined && before.kind === 'slack') {
      await rotateSecret.within(work, { secretId: before.secretId, value: address })
    }
    const shown = address === undefined ? undefined : shownAddress(before.kind, address)
    const { name, topics, isActive } = input
    const [channel] = await work
      .sql<ChannelView>(
        `UPDATE "NotificationChannel" AS c SET name = coalesce($3, name), address = coalesce($4, address), topics = coalesce($5, topics),
           "isActive" = coalesce($6, "isActive"), "offReason" = CASE WHEN $6 IS NULL THEN "offReason" END, "updatedAt" = $7
         WHERE "companyId" = $1 AND id = $2 RETURNING ${CHANNEL_COLUMNS}`,
        [work.companyId, channelId, name ?? null, shown ?? null, topics ?? null, isActive ?? null, work.now],
      )
      .catch((error) => {
        throw error.constraint === 'NotificationChannel_companyId_name_key' ? nameTaken() : error
      })
    const details = { ...input, ...(shown ? { address: shown } : {}) }
    work.record({ action: 'channel.updated', subject: { kind: 'channel', id: channelId }, details })
    work.announce({ name: 'channel/updated', data: { channelId } })
    return channel!
  },
})
