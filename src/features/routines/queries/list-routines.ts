import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { RoutineStatus } from '../schema'
import { selectRoutines } from '../store'

/** Routines, oldest first; `after` is the id of the last row of the page before. Archived ones only where they are asked for. */
export const listRoutines = defineQuery({
  name: 'listRoutines',
  grant: 'task:read',
  input: z.object({
    status: RoutineStatus.optional(),
    assigneeId: z.uuid().optional(),
    includeArchived: z.boolean().default(false),
    after: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(100),
  }),
  run(view, { status, assigneeId, includeArchived, after, limit }) {
    const values: unknown[] = [limit]
    const where = [includeArchived || status ? 'true' : `x.status <> 'archived'`]
    const add = (text: string, value: unknown) => {
      if (value !== undefined) where.push(text.replace('?', `$${values.push(value) + 1}`))
    }
    add('x.status = ?', status)
    add('x."assigneeId" = ?', assigneeId)
    add('x.id > ?', after)
    return selectRoutines(view, `${where.join(' AND ')} ORDER BY x.id LIMIT $2`, values)
  },
})
