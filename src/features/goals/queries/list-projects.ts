import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { selectProjects } from '../projects'
import { ProjectStatus } from '../schema'

/** Projects with counts of their tasks, oldest first; `after` is the id of the last row of the page before. */
export const listProjects = defineQuery({
  name: 'listProjects',
  grant: 'goal:read',
  input: z.object({
    goalId: z.uuid().optional(),
    leadAgentId: z.uuid().optional(),
    status: ProjectStatus.optional(),
    includeArchived: z.boolean().default(false),
    after: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(100),
  }),
  run(view, { goalId, leadAgentId, status, includeArchived, after, limit }) {
    const values: unknown[] = [limit]
    const where = [includeArchived ? 'true' : 'p."archivedAt" IS NULL']
    const add = (text: string, value: unknown) => {
      if (value === undefined) return
      values.push(value)
      where.push(text.replace('?', `$${values.length + 1}`))
    }
    add('p."goalId" = ?', goalId)
    add('p."leadAgentId" = ?', leadAgentId)
    add('p.status = ?', status)
    add('(p."createdAt", p.id) > (SELECT "createdAt", id FROM "Project" WHERE "companyId" = $1 AND id = ?)', after)
    return selectProjects(view, `${where.join(' AND ')} ORDER BY p."createdAt", p.id LIMIT $2`, values)
  },
})
