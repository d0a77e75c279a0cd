import { randomBytes } from 'node:crypto'
import { createSecret } from '@/features/vault'
import { defineCommand, type Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import { requireCallable, shownAddress } from '../addresses'
import { AddChannel, type ChannelView, ChannelWithSecret } from '../schema'
import { CHANNEL_COLUMNS } from '../store'

const MOST_CHANNELS = 50

/** What a webhook is signed with, as the Standard Webhooks specification writes it. */
export const newSigningSecret = () => `whsec_${randomBytes(32).toString('base64')}`

/**
 * Says where the company is told what needs a person. The signing secret of a webhook is in this answer and never shown again.
 * @throws Refusal already_exists for a name that is taken; invalid_input for an address that is never called; broken_rule when there are
 *   as many channels as may be
 */
export const addChannel = defineCommand({
  name: 'addChannel',
  grant: 'notification:write',
  input: AddChannel,
  output: ChannelWithSecret,
  isAnswerSecret: true,
  records: ['channel.added', 'secret.created'],
  announces: ['channel/added', 'secret/created'],
  async run(work, { name, kind, address, topics }) {
    requireCallable(address)
    await requireRoom(work)
    const id = work.newId()
    const signingSecret = kind === 'webhook' ? newSigningSecret() : null
    const secret = await createSecret.within(work, {
      name: `notifications/${id}`,
      value: signingSecret ?? address,
      description: `${kind === 'webhook' ? 'Signs what is sent to' : 'Address of'} the notification channel ${name}`,
    })
    const shown = shownAddress(kind, address)
    const [channel] = await work.sql<ChannelView>(
      `INSERT INTO "NotificationChannel" AS c (id, "companyId", name, kind, address, "secretId", topics, "createdAt", "updatedAt")
       VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT ("companyId", name) DO NOTHING RETURNING ${CHANNEL_COLUMNS}`,
      [work.companyId, id, name, kind, shown, secret.id, topics, work.now],
    )
    if (!channel) throw nameTaken()
    work.record({
      action: 'channel.added',
      subject: { kind: 'channel', id },
      details: { name, kind, address: shown, topics },
    })
    work.announce({ name: 'channel/added', data: { channelId: id } })
    return { ...channel, signingSecret }
  },
})

export function nameTaken(): Refusal {
  return new Refusal('already_exists', 'There is a channel with this name already.', { field: 'name' })
}

async function requireRoom(work: Work): Promise<void> {
  const [row] = await work.sql<{ channels: number }>(
    `SELECT count(*)::int AS channels FROM "NotificationChannel" WHERE "companyId" = $1`,
    [work.companyId],
  )
  if ((row?.channels ?? 0) < MOST_CHANNELS) return
  throw new Refusal('broken_rule', `There are ${MOST_CHANNELS} channels, as many as may be. Remove one first.`, {
    rule: 'most_channels',
  })
}
