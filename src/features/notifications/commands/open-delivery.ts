import { z } from 'zod'
import { openInvitationToken } from '@/features/access'
import { openVersions } from '@/features/vault'
import { defineCommand, type View } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { CHANNEL_KINDS, Message } from '../schema'

/** Where a message goes, with what that needs: for the sender only, stored and told nowhere. */
const Target = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(CHANNEL_KINDS),
    address: z.string(),
    /** What signs it; after a rotation for a day the one before, too. */
    signingSecrets: z.array(z.string()),
  }),
  z.object({ kind: z.literal('mail'), address: z.string(), fragment: z.string() }),
  /** Whoever it was for is gone. */
  z.object({ kind: z.literal('nobody'), reason: z.string() }),
])
export type Target = z.output<typeof Target>

export const OpenedDelivery = z.object({
  id: z.uuid(),
  attempts: z.number(),
  createdAt: z.string(),
  message: Message,
  target: Target,
})
export type OpenedDelivery = z.output<typeof OpenedDelivery>

type Row = Omit<OpenedDelivery, 'target'> & {
  kind: string
  channelId: string | null
  channelKind: 'webhook' | 'slack'
  channelAddress: string
  isActive: boolean | null
  secretId: string
  rotatedAt: string | null
  mailAddress: string | null
  invitationId: string | null
}

/** One message with the address that it goes to and what signs it. */
export const openDelivery = defineCommand({
  name: 'openDelivery',
  grant: 'run:report',
  input: z.object({ deliveryId: z.uuid() }),
  output: OpenedDelivery,
  records: [],
  announces: [],
  async run(work, { deliveryId }) {
    work.unchanged()
    const [row] = await work.sql<Row>(
      `SELECT d.id, d.kind, d.attempts, d."createdAt", d.message, d."channelId", d."invitationId", c.kind AS "channelKind",
         c.address AS "channelAddress", c."isActive", c."secretId", c."rotatedAt", p.email AS "mailAddress"
       FROM "Delivery" d LEFT JOIN "NotificationChannel" c ON c."companyId" = $1 AND c.id = d."channelId"
       LEFT JOIN "Membership" m ON m."companyId" = $1 AND m."personId" = d."personId"
       LEFT JOIN "Person" p ON p.id = m."personId" AND p."emailVerifiedAt" IS NOT NULL
       WHERE d."companyId" = $1 AND d.id = $2`,
      [work.companyId, deliveryId],
    )
    if (!row) throw notFound('delivery')
    const { id, attempts, createdAt, message } = row
    return { id, attempts, createdAt, message, target: await targetOf(work, row) }
  },
})

async function targetOf(view: View, row: Row): Promise<Target> {
  if (row.channelId) return channelTarget(view, row)
  if (row.invitationId) {
    const open = await openInvitationToken(view, row.invitationId)
    if (!open) return { kind: 'nobody', reason: 'The invitation is not open any more.' }
    return { kind: 'mail', address: open.email, fragment: `#${open.token}` }
  }
  if (row.mailAddress) return { kind: 'mail', address: row.mailAddress, fragment: '' }
  return { kind: 'nobody', reason: 'The person is no member any more, or has no proven address.' }
}

const DAY_MS = 86_400_000

async function channelTarget(view: View, row: Row): Promise<Target> {
  if (!row.isActive && row.kind !== 'test') return { kind: 'nobody', reason: 'The channel is switched off.' }
  const [latest] = await openVersions(view, [{ secretId: row.secretId, version: 'latest' }])
  if (latest?.status !== 'active') return { kind: 'nobody', reason: 'The secret of the channel is disabled.' }
  if (row.channelKind === 'slack') return { kind: 'slack', address: latest.value, signingSecrets: [] }
  const isFresh = row.rotatedAt !== null && view.now.getTime() - Date.parse(row.rotatedAt) < DAY_MS
  const before = isFresh ? await openVersions(view, [{ secretId: row.secretId, version: latest.found - 1 }]) : []
  const signingSecrets = [latest, ...before].map(({ value }) => value)
  return { kind: 'webhook', address: row.channelAddress, signingSecrets }
}
