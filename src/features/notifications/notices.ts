import type { Waiting } from '@/features/reports'
import type { Work } from '@/platform/command'
import type { Mask } from '@/platform/mask'
import { type Listeners, targetsOf } from './listeners'
import { ageText, remindAt } from './rules/timing'
import { topicOf } from './rules/topics'
import type { NewDelivery } from './store'
import { type Company, messageOf, messageOfItem } from './told'

type Noticed = { id: string; key: string }

/** How long ago a task may be done to be news. */
const NEWS_HOURS = 24

/** Notices what waits for the first time. @returns the messages about it */
export async function noticeNew(
  work: Work,
  company: Company,
  items: readonly Waiting[],
  listeners: Listeners,
  mask: Mask,
): Promise<NewDelivery[]> {
  const rows = items.map((item) => ({ id: work.newId(), key: item.key, topic: topicOf(item), since: item.at }))
  const fresh = await insertNotices(work, rows)
  return items.flatMap((item) => {
    const noticeId = fresh.get(item.key)
    if (!noticeId) return []
    const message = messageOfItem(company, item, topicOf(item), mask, null)
    return targetsOf(listeners, topicOf(item), item, work.now, false).map((target) => ({
      ...{ id: work.newId(), kind: 'notice' as const, noticeId, message, ...target },
    }))
  })
}

type NewNotice = Noticed & { topic: string; since: string }

/** @returns ids of those that were not known yet, by key */
async function insertNotices(work: Work, rows: NewNotice[]): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map()
  const fresh = await work.sql<Noticed>(
    `INSERT INTO "Notice" (id, "companyId", key, topic, since, "seenAt")
     SELECT id, $1, key, topic, since, $3 FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, key text, topic text, since timestamptz)
     ON CONFLICT ("companyId", key) WHERE "endedAt" IS NULL DO NOTHING RETURNING id, key`,
    [work.companyId, JSON.stringify(rows), work.now],
  )
  return new Map(fresh.map(({ id, key }) => [key, id]))
}

/** Ends the notices of what waits no more: nobody is reminded of it. */
export async function endNotices(work: Work, waiting: readonly Waiting[]): Promise<void> {
  await work.sql(
    `UPDATE "Notice" SET "endedAt" = $3
     WHERE "companyId" = $1 AND "endedAt" IS NULL AND topic <> 'done' AND key <> ALL($2::text[])`,
    [work.companyId, waiting.map((item) => item.key), work.now],
  )
}

type Open = Noticed & { since: string; lastAt: string; reminders: number }

/** Takes a step further what waits for long. @returns the reminders */
export async function remindOfOld(
  work: Work,
  company: Company,
  items: readonly Waiting[],
  listeners: Listeners,
  mask: Mask,
): Promise<NewDelivery[]> {
  const open = await work.sql<Open>(
    `SELECT id, key, since, coalesce("remindedAt", "seenAt") AS "lastAt", reminders FROM "Notice"
     WHERE "companyId" = $1 AND "endedAt" IS NULL AND topic <> 'done'`,
    [work.companyId],
  )
  const due = open.filter(({ since, lastAt }) => {
    const next = remindAt(new Date(since), company.remindAfterHours, new Date(lastAt))
    return next !== null && next <= work.now
  })
  if (due.length === 0) return []
  await work.sql(
    `UPDATE "Notice" SET reminders = reminders + 1, "remindedAt" = $3 WHERE "companyId" = $1 AND id = ANY($2)`,
    [work.companyId, due.map(({ id }) => id), work.now],
  )
  const byKey = new Map(items.map((item) => [item.key, item]))
  return due.flatMap((notice) => {
    const item = byKey.get(notice.key)
    if (!item) return []
    const age = ageText(new Date(notice.since), work.now)
    const message = { ...messageOfItem(company, item, topicOf(item), mask, { age }), since: notice.since }
    const told = { kind: 'reminder' as const, noticeId: notice.id, step: notice.reminders + 1, message }
    return targetsOf(listeners, topicOf(item), item, work.now, true).map((target) => ({
      ...{ id: work.newId(), ...told, ...target },
    }))
  })
}

type Done = { id: string; identifier: string; title: string; at: string; agentId: string | null; who: string | null }

/** Notices tasks that are done, for channels that want to know. @returns the messages */
export async function noticeDone(
  work: Work,
  company: Company,
  listeners: Listeners,
  mask: Mask,
): Promise<NewDelivery[]> {
  const channels = listeners.channels.filter((channel) => channel.topics.includes('done'))
  if (channels.length === 0) return []
  const done = await work.sql<Done>(
    `SELECT t.id, t.identifier, t.title, t."completedAt" AS at, a.id AS "agentId", a.name AS who
     FROM "Task" t LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = t."assigneeId"
     WHERE t."companyId" = $1 AND t.state = 'done' AND t."hiddenAt" IS NULL
       AND t."completedAt" > $2::timestamptz - interval '${NEWS_HOURS} hours' ORDER BY t."completedAt" DESC LIMIT 500`,
    [work.companyId, work.now],
  )
  const keyOf = (task: Done) => `done-${task.id}-${Date.parse(task.at)}`
  const rows = done.map((task) => ({ id: work.newId(), key: keyOf(task), topic: 'done', since: task.at }))
  const fresh = await insertNotices(work, rows)
  return done.flatMap((task) => {
    const noticeId = fresh.get(keyOf(task))
    if (!noticeId) return []
    const message = messageOf(company, {
      ...{ type: 'task.done', title: mask(`${task.identifier} is done: ${task.title}`), since: task.at },
      effect: task.who ? `${task.who} did it.` : '',
      path: `/c/${company.slug}/tasks/${task.identifier}`,
      subject: { kind: 'task', id: task.id, agentId: task.agentId, taskId: task.id, identifier: task.identifier },
    })
    return channels
      .filter((channel) => channel.createdAt <= task.at)
      .map(({ id }) => ({ id: work.newId(), kind: 'notice' as const, noticeId, message, channelId: id }))
  })
}
