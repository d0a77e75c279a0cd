import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { INTERACTION_COLUMNS } from '../interactions'
import { InteractionStatus, type InteractionView } from '../rules/interactions'

/** Structured questions, newest first: of a task, or of the whole company. `before` is the id of the last row of the page before. */
export const listInteractions = defineQuery({
  name: 'listInteractions',
  grant: 'task:read',
  input: z.object({
    taskId: z.uuid().optional(),
    status: InteractionStatus.optional(),
    before: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(100),
  }),
  run: (view, { taskId, status, before, limit }) => {
    const values: unknown[] = [view.companyId, limit]
    const where = ['"companyId" = $1']
    const add = (text: string, value: unknown) => {
      if (value === undefined) return
      values.push(value)
      where.push(text.replace('?', `$${values.length}`))
    }
    add('"taskId" = ?', taskId)
    add('status = ?', status)
    // ids grow with time
    add('id < ?', before)
    return view.sql<InteractionView>(
      `SELECT ${INTERACTION_COLUMNS} FROM "Interaction" WHERE ${where.join(' AND ')} ORDER BY id DESC LIMIT $2`,
      values,
    )
  },
})
