import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { EFFECT_COLUMNS, type EffectView } from '../rules/effects'

/** What was done outside for a task, by key; `after` is the key of the last one of the page before. */
export const listEffects = defineQuery({
  name: 'listEffects',
  grant: 'task:read',
  input: z.object({
    taskId: z.uuid(),
    after: z.string().default(''),
    limit: z.int().min(1).max(500).default(100),
  }),
  run: (view, { taskId, after, limit }) =>
    view.sql<EffectView>(
      `SELECT ${EFFECT_COLUMNS} FROM "TaskEffect" WHERE "companyId" = $1 AND "taskId" = $2 AND key > $3 ORDER BY key LIMIT $4`,
      [view.companyId, taskId, after, limit],
    ),
})
