import { now } from '@/platform/clock'
import type { View } from '@/platform/command'
import { systemSql } from '@/platform/database'
import { notFound } from '@/platform/errors'
import type { ChannelView, Message } from './schema'

export const CHANNEL_COLUMNS = `c.id, c.name, c.kind, c.address, c.topics, c."isActive", c."offReason", c."rotatedAt", c."createdAt", c."updatedAt"`

type Channel = ChannelView & { secretId: string }

/**
 * A channel, held until the end of the transaction.
 * @throws Refusal not_found
 */
export async function lockChannel(view: View, channelId: string): Promise<Channel> {
  const [channel] = await view.sql<Channel>(
    `SELECT ${CHANNEL_COLUMNS}, c."secretId" FROM "NotificationChannel" c WHERE c."companyId" = $1 AND c.id = $2 FOR UPDATE`,
    [view.companyId, channelId],
  )
  if (!channel) throw notFound('channel')
  return channel
}

export type NewDelivery = {
  id: string
  kind: 'notice' | 'reminder' | 'digest' | 'invitation' | 'test'
  message: Message
  noticeId?: string
  step?: number
  channelId?: string
  personId?: string
  invitationId?: string
  digestOn?: string
}

/**
 * Puts messages in line. One that is there already, for the same telling of the same thing to the same one, is left alone.
 * @returns how many are new
 */
export async function insertDeliveries(view: View, deliveries: readonly NewDelivery[]): Promise<number> {
  if (deliveries.length === 0) return 0
  const rows = await view.sql(
    `INSERT INTO "Delivery" (id, "companyId", kind, "noticeId", step, "channelId", "personId", "invitationId", "digestOn", message,
       "nextTryAt", "createdAt")
     SELECT id, $1, kind, "noticeId", coalesce(step, 0), "channelId", "personId", "invitationId", "digestOn", message, $3, $3
     FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, kind text, "noticeId" uuid, step int, "channelId" uuid, "personId" uuid,
       "invitationId" uuid, "digestOn" date, message jsonb)
     ON CONFLICT DO NOTHING RETURNING id`,
    [view.companyId, JSON.stringify(deliveries), view.now],
  )
  return rows.length
}

/** How long one try may take before it counts as that of a sender that died; a silent mail server takes 40 s a message. */
const TRY_SECONDS = 180
/** Of one channel or person at a time, so that a slow one does not keep the others waiting. */
const MOST_OF_ONE = 10

export type Due = { id: string; companyId: string; attempts: number }

/**
 * Takes messages that are due, oldest first. Each is due again in two minutes, unless what became of it was noted: a sender that died
 * in between has sent it or not, so it is sent again with the same id.
 */
export function takeDue(limit: number): Promise<Due[]> {
  return systemSql<Due>(
    `WITH due AS (
       SELECT id, "nextTryAt", row_number() OVER (PARTITION BY "companyId", "channelId", "personId" ORDER BY "nextTryAt", id) AS place
       FROM (SELECT * FROM "Delivery" WHERE state = 'waiting' AND "nextTryAt" <= $1 ORDER BY "nextTryAt" LIMIT 1000) d)
     UPDATE "Delivery" d SET attempts = d.attempts + 1, "nextTryAt" = $1::timestamptz + interval '${TRY_SECONDS} seconds'
     FROM (SELECT id FROM due WHERE place <= ${MOST_OF_ONE} ORDER BY "nextTryAt" LIMIT $2) x
     WHERE d.id = x.id AND d.state = 'waiting' AND d."nextTryAt" <= $1 RETURNING d.id, d."companyId", d.attempts`,
    [now(), limit],
  )
}

/**
 * Companies that tell anybody anything: those with a channel that is on, and, where mail is sent, those with a member who wants some.
 * @param after id of the last one of the page before
 */
export async function companiesThatTell(isMailSetUp: boolean, after: string | null, limit: number): Promise<string[]> {
  const rows = await systemSql<{ id: string }>(
    `SELECT id FROM "Company" c WHERE c.status <> 'archived' AND ($2::uuid IS NULL OR c.id > $2) AND (
       EXISTS (SELECT 1 FROM "NotificationChannel" n WHERE n."companyId" = c.id AND n."isActive")
       OR $1 AND EXISTS (SELECT 1 FROM "Membership" m JOIN "Person" p ON p.id = m."personId"
         LEFT JOIN "MailChoice" w ON w."companyId" = c.id AND w."personId" = p.id
         WHERE m."companyId" = c.id AND p."emailVerifiedAt" IS NOT NULL AND coalesce(w.choice, '') <> 'none'))
     ORDER BY id LIMIT $3`,
    [isMailSetUp, after, limit],
  )
  return rows.map(({ id }) => id)
}

/** Removes messages of before a time that wait for nothing, at most so many. @returns how many */
export async function forgetDeliveries(before: Date, limit: number): Promise<number> {
  const rows = await systemSql(
    `DELETE FROM "Delivery" WHERE id IN (SELECT id FROM "Delivery" WHERE "createdAt" < $1 AND state <> 'waiting' ORDER BY "createdAt" LIMIT $2)
     RETURNING 1`,
    [before, limit],
  )
  return rows.length
}

/** Removes what was noticed before a time and is over, at most so many. @returns how many */
export async function forgetNotices(before: Date, limit: number): Promise<number> {
  const rows = await systemSql(
    `DELETE FROM "Notice" n WHERE id IN (
       SELECT id FROM "Notice" o WHERE "seenAt" < $1 AND ("endedAt" < $1 OR topic = 'done')
         AND NOT EXISTS (SELECT 1 FROM "Delivery" d WHERE d."companyId" = o."companyId" AND d."noticeId" = o.id) ORDER BY "seenAt" LIMIT $2)
     RETURNING 1`,
    [before, limit],
  )
  return rows.length
}
