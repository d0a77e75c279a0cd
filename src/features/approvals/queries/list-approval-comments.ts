import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import type { ApprovalComment } from '../schema'

/** What was said about an approval, oldest first; `after` is the id of the last comment that the reader has. */
export const listApprovalComments = defineQuery({
  name: 'listApprovalComments',
  grant: 'approval:read',
  input: z.object({
    approvalId: z.uuid(),
    /** Only this one. */
    commentId: z.uuid().optional(),
    after: z.uuid().optional(),
    limit: z.int().min(1).max(500).default(200),
  }),
  run: (view, { approvalId, commentId, after, limit }) =>
    view.sql<ApprovalComment>(
      `SELECT m.id, m."approvalId", m.content, m."createdAt", jsonb_build_object('kind', m."authorKind", 'id', m."authorId", 'name',
         coalesce(CASE m."authorKind" WHEN 'agent' THEN (SELECT name FROM "Agent" WHERE "companyId" = $1 AND id = m."authorId"::uuid)
           WHEN 'person' THEN (SELECT name FROM "Person" WHERE id = m."authorId"::uuid) END, 'System')) AS author
       FROM "ApprovalComment" m WHERE m."companyId" = $1 AND m."approvalId" = $2 AND ($3::uuid IS NULL OR m.id = $3)
         AND ($4::uuid IS NULL OR m.id > $4) ORDER BY m.id LIMIT $5`,
      [view.companyId, approvalId, commentId ?? null, after ?? null, limit],
    ),
})
