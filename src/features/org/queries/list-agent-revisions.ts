import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { RevisionRow } from '../schema'

/** Columns of a `RevisionRow` of `"AgentRevision" v`; `$1` is the company. */
export const REVISION_COLUMNS = `v.id, v."agentId", v.number, v."changedKeys", v.source, v."restoredNumber", v."actorKind", v."actorId",
  CASE v."actorKind"
    WHEN 'person' THEN (SELECT name FROM "Person" WHERE id::text = v."actorId")
    WHEN 'agent' THEN (SELECT name FROM "Agent" WHERE "companyId" = $1 AND id::text = v."actorId")
  END AS "actorName", v."createdAt"`

/** The changes of an agent's settings, newest first; `before` is the number of the last one of the page before. */
export const listAgentRevisions = defineQuery({
  name: 'listAgentRevisions',
  grant: 'org:read',
  input: z.object({
    agentId: z.uuid(),
    before: z.int().min(1).optional(),
    limit: z.int().min(1).max(500).default(50),
  }),
  run: (view, { agentId, before, limit }) =>
    view.sql<RevisionRow>(
      `SELECT ${REVISION_COLUMNS} FROM "AgentRevision" v
       WHERE v."companyId" = $1 AND v."agentId" = $2 AND ($3::int IS NULL OR v.number < $3) ORDER BY v.number DESC LIMIT $4`,
      [view.companyId, agentId, before ?? null, limit],
    ),
})
