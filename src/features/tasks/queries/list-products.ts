import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { PRODUCT_COLUMNS, type ProductView } from '../rules/products'

/** What a task has brought forth, oldest first; `after` is the id of the last one of the page before. */
export const listProducts = defineQuery({
  name: 'listProducts',
  grant: 'task:read',
  input: z.object({
    taskId: z.uuid(),
    after: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(200),
  }),
  run: (view, { taskId, after, limit }) =>
    view.sql<ProductView>(
      `SELECT ${PRODUCT_COLUMNS} FROM "WorkProduct" WHERE "companyId" = $1 AND "taskId" = $2 AND ($3::uuid IS NULL OR id > $3)
       ORDER BY id LIMIT $4`,
      [view.companyId, taskId, after ?? null, limit],
    ),
})
