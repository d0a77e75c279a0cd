import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { insertDeliveries, lockChannel } from '../store'
import { companyOf, messageOf } from '../told'

/** Sends a test to a channel, also to one that is switched off; the log of deliveries says what became of it. */
export const testChannel = defineCommand({
  name: 'testChannel',
  grant: 'notification:write',
  input: z.object({ channelId: z.uuid() }),
  output: z.object({ deliveryId: z.uuid() }),
  records: ['channel.tested'],
  announces: ['delivery/queued'],
  async run(work, { channelId }) {
    const { name } = await lockChannel(work, channelId)
    const company = await companyOf(work)
    const message = messageOf(company, {
      ...{ type: 'test', title: `This is a test of the channel ${name}` },
      ...{ effect: 'Nothing has to be done.', path: `/c/${company.slug}/settings#notifications` },
    })
    const id = work.newId()
    await insertDeliveries(work, [{ id, kind: 'test', channelId, message }])
    work.record({ action: 'channel.tested', subject: { kind: 'channel', id: channelId }, details: { name } })
    work.announce({ name: 'delivery/queued', data: { companyId: work.companyId }, forEngine: true })
    return { deliveryId: id }
  },
})
