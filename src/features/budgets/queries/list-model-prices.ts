import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { ModelPriceView } from '../schema'

/** A company's own prices of models, the newest first; `before` is the id of the last one of the page before. */
export const listModelPrices = defineQuery({
  name: 'listModelPrices',
  grant: 'budget:read',
  input: z.object({ before: z.uuid().optional(), limit: z.int().min(1).max(500).default(100) }),
  run: (view, { before, limit }) =>
    view.sql<ModelPriceView>(
      `SELECT id, model, provider, "inMicros", "outMicros", "cachedMicros", "cacheWrittenMicros", "startsOn" FROM "ModelPrice"
       WHERE "companyId" = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [view.companyId, before ?? null, limit],
    ),
})
