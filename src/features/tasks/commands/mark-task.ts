import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import { MarkView } from '../schema'

/**
 * What a person notes of a task for itself: that it is read, or unread again; that it is out of its inbox, or back. A message of
 * somebody else makes it unread and brings it back by itself. Nobody else sees it, and the log does not tell.
 * @throws Refusal forbidden for anybody but a person
 */
export const markTask = defineCommand({
  name: 'markTask',
  grant: 'task:read',
  input: z.object({ taskId: z.uuid(), isUnread: z.boolean().optional(), isArchived: z.boolean().optional() }),
  output: MarkView,
  records: [],
  announces: [],
  async run(work, { taskId, isUnread, isArchived }) {
    if (work.actor.kind !== 'person') throw new Refusal('forbidden', 'Only people mark what they have read.')
    work.unchanged()
    const [mark] = await work.sql<MarkView>(
      `INSERT INTO "TaskMark" AS m ("companyId", "personId", "taskId", "isUnread", "readAt", "archivedAt")
       SELECT $1, $2, t.id, coalesce($4, false), CASE WHEN $4 = false THEN $6::timestamptz END, CASE WHEN $5 THEN $6::timestamptz END
       FROM "Task" t WHERE t."companyId" = $1 AND t.id = $3
       ON CONFLICT ("companyId", "personId", "taskId") DO UPDATE SET "isUnread" = coalesce($4, m."isUnread"),
         "readAt" = coalesce(EXCLUDED."readAt", m."readAt"),
         "archivedAt" = CASE WHEN $5 THEN coalesce(m."archivedAt", EXCLUDED."archivedAt") WHEN $5 = false THEN NULL ELSE m."archivedAt" END
       RETURNING "taskId", "isUnread", "readAt", "archivedAt"`,
      [work.companyId, work.actor.id, taskId, isUnread ?? null, isArchived ?? null, work.now],
    )
    if (!mark) throw notFound('task')
    return mark
  },
})
