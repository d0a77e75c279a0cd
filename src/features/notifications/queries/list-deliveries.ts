import { defineQuery } from '@/platform/command'
import { type DeliveryView, ListDeliveries } from '../schema'

/** What was told, newest first, with what became of it. Never an address of slack, a link of an invitation or a secret. */
export const listDeliveries = defineQuery({
  name: 'listDeliveries',
  grant: 'notification:write',
  input: ListDeliveries,
  async run(view, { channelId, state, before, limit }): Promise<DeliveryView[]> {
    return view.sql<DeliveryView>(
      `SELECT d.id, d.kind, d."channelId", c.name AS "channelName", d."personId",
         coalesce(c.name, p.name, i.email, 'Somebody who is gone') AS "to", d.message, d.state, d.attempts, d."nextTryAt",
         d."answerStatus", d.problem, d."sentAt", d."createdAt"
       FROM "Delivery" d LEFT JOIN "NotificationChannel" c ON c."companyId" = $1 AND c.id = d."channelId"
       LEFT JOIN "Person" p ON p.id = d."personId" LEFT JOIN "Invitation" i ON i."companyId" = $1 AND i.id = d."invitationId"
       WHERE d."companyId" = $1 AND ($2::uuid IS NULL OR d."channelId" = $2) AND ($3::text IS NULL OR d.state = $3)
         AND ($4::uuid IS NULL OR d.id < $4) ORDER BY d.id DESC LIMIT $5`,
      [view.companyId, channelId ?? null, state ?? null, before ?? null, limit],
    )
  },
})
