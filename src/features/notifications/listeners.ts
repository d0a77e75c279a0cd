import type { Waiting } from '@/features/reports'
import type { View } from '@/platform/command'
import { isMailedAtOnce, type MailChoice, type Topic, USUAL_CHOICE } from './rules/topics'

type ListeningChannel = { id: string; topics: Topic[]; createdAt: string }
export type Reader = {
  personId: string
  role: Waiting['decidedBy'][number]
  choice: MailChoice
  digestedOn: string | null
}
export type Listeners = { channels: ListeningChannel[]; readers: Reader[] }

/** Who is told: channels that are on, and, where mail is sent, members with a proven address who decide something and want mail. */
export async function listenersOf(view: View, isMailSetUp: boolean): Promise<Listeners> {
  const channels = await view.sql<ListeningChannel>(
    `SELECT id, topics, "createdAt" FROM "NotificationChannel" WHERE "companyId" = $1 AND "isActive" ORDER BY id`,
    [view.companyId],
  )
  if (!isMailSetUp) return { channels, readers: [] }
  const readers = await view.sql<Reader>(
    `SELECT m."personId", m.role, coalesce(w.choice, $2) AS choice, w."digestedOn"::text AS "digestedOn"
     FROM "Membership" m JOIN "Person" p ON p.id = m."personId"
     LEFT JOIN "MailChoice" w ON w."companyId" = $1 AND w."personId" = m."personId"
     WHERE m."companyId" = $1 AND m.role <> 'viewer' AND p.email IS NOT NULL AND p."emailVerifiedAt" IS NOT NULL
       AND coalesce(w.choice, $2) <> 'none' ORDER BY m."personId"`,
    [view.companyId, USUAL_CHOICE],
  )
  return { channels, readers }
}

type Target = { channelId: string } | { personId: string }

/** Mail about what is older comes with the digest: whoever sets mail up is not sent all that ever waited. */
const FRESH_MS = 86_400_000

/**
 * Who is told of something by itself. A channel is not told at once of what waited before there was the channel, only when reminders of
 * it are due.
 */
export function targetsOf(listeners: Listeners, topic: Topic, item: Waiting, now: Date, isReminder: boolean): Target[] {
  const isFresh = isReminder || now.getTime() - Date.parse(item.at) < FRESH_MS
  return [
    ...listeners.channels
      .filter((channel) => channel.topics.includes(topic) && (isReminder || channel.createdAt <= item.at))
      .map(({ id }) => ({ channelId: id })),
    ...listeners.readers
      .filter(({ choice, role }) => choice === 'at_once' && isFresh && isMailedAtOnce(item) && mayDecide(role, item))
      .map(({ personId }) => ({ personId })),
  ]
}

/** Whether something waits for a member of this role. */
export function mayDecide(role: Reader['role'], item: Waiting): boolean {
  return item.decidedBy.includes(role)
}
