import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { type TaskRow, TaskState } from '../schema'
import { TASK_ROW_COLUMNS } from './get-task'

/** Tasks of the company, newest first. `before` is the id of the last row of the page before. */
export const listTasks = defineQuery({
  name: 'listTasks',
  grant: 'task:read',
  input: z.object({
    states: z.array(TaskState).min(1).optional(),
    assigneeId: z.uuid().optional(),
    goalId: z.uuid().optional(),
    parentId: z.uuid().optional(),
    before: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(50),
  }),
  async run(view, { states, assigneeId, goalId, parentId, before, limit }) {
    // Only the filters in use are in the text, so that each shape gets the index that fits it.
    const values: unknown[] = [view.companyId, limit]
    const where = ['t."companyId" = $1']
    const add = (text: string, value: unknown) => {
      if (value === undefined) return
      values.push(value)
      where.push(text.replace('?', `$${values.length}`))
    }
    add('t.state = ANY(?)', states)
    add('t."assigneeId" = ?', assigneeId)
    add('t."goalId" = ?', goalId)
    add('t."parentId" = ?', parentId)
    add('(t."createdAt", t.id) < (SELECT "createdAt", id FROM "Task" WHERE "companyId" = $1 AND id = ?)', before)
    return view.sql<TaskRow>(
      `SELECT ${TASK_ROW_COLUMNS} FROM "Task" t LEFT JOIN "Agent" a ON a."companyId" = $1 AND a.id = t."assigneeId"
       WHERE ${where.join(' AND ')} ORDER BY t."createdAt" DESC, t.id DESC LIMIT $2`,
      values,
    )
  },
})
