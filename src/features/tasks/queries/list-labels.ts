import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { LabelView } from '../schema'

/** Labels of the company by name; `after` is the name of the last one of the page before. */
export const listLabels = defineQuery({
  name: 'listLabels',
  grant: 'task:read',
  input: z.object({ after: z.string().optional(), limit: z.int().min(1).max(500).default(200) }),
  run: (view, { after, limit }) =>
    view.sql<LabelView>(
      `SELECT id, name, color FROM "Label" WHERE "companyId" = $1 AND ($2::text IS NULL OR name > $2) ORDER BY name LIMIT $3`,
      [view.companyId, after ?? null, limit],
    ),
})
