import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { SecretView } from '../schema'
import { SECRET_COLUMNS } from '../store'

/** Secrets without their values, oldest first. */
export const listSecrets = defineQuery({
  name: 'listSecrets',
  grant: 'secret:read',
  input: z.object({
    /** Id of the last secret of the page before. */
    after: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(100),
  }),
  run: (view, { after, limit }) =>
    view.sql<SecretView>(
      `SELECT ${SECRET_COLUMNS} FROM "Secret" s WHERE s."companyId" = $1 AND ($2::uuid IS NULL OR s.id > $2) ORDER BY s.id LIMIT $3`,
      [view.companyId, after ?? null, limit],
    ),
})
