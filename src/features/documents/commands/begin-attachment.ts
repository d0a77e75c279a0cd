import { z } from 'zod'
import { defineCommand } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { keepUntil, storageKeyOf } from '../files'
import { lockForChange } from '../store'

/** How long a file may be on its way. */
const UPLOAD_SECONDS = 24 * 3600

/**
 * Says whether a file may be added to a task, and where its bytes go. They are removed after a day unless `addAttachment` comes
 * before: what breaks off leaves nothing for long.
 * @throws Refusal not_found; already_claimed when another agent holds the task
 */
export const beginAttachment = defineCommand({
  name: 'beginAttachment',
  grant: 'task:write',
  about: ({ taskId }) => [['task', taskId]],
  input: z.object({ taskId: z.uuid() }),
  output: z.object({
    attachmentId: z.uuid(),
    storageKey: z.string(),
    /** When the bytes are removed; `addAttachment` wants to know it again. */
    dueAt: z.string(),
    maxBytes: z.int(),
  }),
  records: [],
  announces: [],
  async run(work, { taskId }) {
    await lockForChange(work, taskId)
    const [company] = await work.sql<{ maxBytes: number }>(
      `SELECT "attachmentMaxBytes" AS "maxBytes" FROM "Company" WHERE id = $1`,
      [work.companyId],
    )
    if (!company) throw notFound('company')
    const attachmentId = work.newId()
    const storageKey = storageKeyOf(work.companyId, attachmentId)
    const dueAt = await keepUntil(work, storageKey, UPLOAD_SECONDS)
    // nobody sees anything of it yet
    work.unchanged()
    return { attachmentId, storageKey, dueAt, maxBytes: company.maxBytes }
  },
})
