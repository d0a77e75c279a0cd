import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { isMailSetUp } from '../mail'
import type { ChannelView } from '../schema'
import { CHANNEL_COLUMNS } from '../store'

/** Where the company is told things, by name, and whether this installation sends mail. There are at most 50 channels. */
export const listChannels = defineQuery({
  name: 'listChannels',
  grant: 'notification:write',
  input: z.object({}),
  async run(view): Promise<{ channels: ChannelView[]; isMailSetUp: boolean }> {
    const channels = await view.sql<ChannelView>(
      `SELECT ${CHANNEL_COLUMNS} FROM "NotificationChannel" c WHERE c."companyId" = $1 ORDER BY c.name LIMIT 500`,
      [view.companyId],
    )
    return { channels, isMailSetUp: isMailSetUp() }
  },
})
