import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { CallView } from '../schema'
import { CALL_COLUMNS } from '../store'

/** The calls of models that a run made through the gateway, in their order. */
export const listModelCalls = defineQuery({
  name: 'listModelCalls',
  grant: 'run:read',
  input: z.object({
    runId: z.uuid(),
    /** Id of the last call of the page before. */
    after: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(100),
  }),
  run: (view, { runId, after, limit }) =>
    view.sql<CallView>(
      `SELECT ${CALL_COLUMNS} FROM "ModelCall" m WHERE m."companyId" = $1 AND m."runId" = $2 AND ($3::uuid IS NULL OR m.id > $3)
       ORDER BY m.id LIMIT $4`,
      [view.companyId, runId, after ?? null, limit],
    ),
})
