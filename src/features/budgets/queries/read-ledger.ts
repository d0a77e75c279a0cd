import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { boundsOf, boundValues, WITHIN } from '../ledger-period'
import { inPeriod } from '../schema'

/** An entry with the names of what it was spent on, as it is taken out of the product. */
export type LedgerRow = {
  id: string
  createdAt: string
  spentAt: string
  periodStart: string
  agentId: string
  agentName: string
  taskId: string | null
  taskIdentifier: string | null
  goalTitle: string | null
  projectName: string | null
  runId: string | null
  provider: string
  model: string
  billing: string
  tokensIn: number
  tokensCached: number
  tokensCacheWritten: number
  tokensOut: number
  costMicros: number
  listMicros: number
  countedMicros: number
  isPriced: boolean
  isUnusual: boolean
  correction: string | null
  correctsId: string | null
  reason: string
}

/** A part of the ledger, oldest first, with names; `after` is the id of the last row of the page before. */
export const readLedger = defineQuery({
  name: 'readLedger',
  grant: 'budget:read',
  input: inPeriod({ after: z.uuid().optional(), limit: z.int().min(1).max(1000).default(500) }),
  run: async (view, { after, limit, ...period }) =>
    view.sql<LedgerRow>(
      `SELECT e.id, e."createdAt", e."spentAt", e."periodStart", e."agentId", a.name AS "agentName", e."taskId",
         c."taskPrefix" || '-' || t.number AS "taskIdentifier", g.title AS "goalTitle", p.name AS "projectName", e."runId", e.provider, e.model,
         e.billing, e."tokensIn", e."tokensCached", e."tokensCacheWritten", e."tokensOut", e."costMicros", e."listMicros", e."countedMicros",
         e."isPriced", e."isUnusual", e.correction, e."correctsId", e.reason
       FROM "CostEntry" e JOIN "Company" c ON c.id = $1 JOIN "Agent" a ON a."companyId" = $1 AND a.id = e."agentId"
       LEFT JOIN "Task" t ON t."companyId" = $1 AND t.id = e."taskId" LEFT JOIN "Goal" g ON g."companyId" = $1 AND g.id = e."goalId"
       LEFT JOIN "Project" p ON p."companyId" = $1 AND p.id = e."projectId"
       WHERE ${WITHIN} AND ($5::uuid IS NULL OR (e."createdAt", e.id) > (SELECT "createdAt", id FROM "CostEntry" WHERE "companyId" = $1 AND id = $5))
       ORDER BY e."createdAt", e.id LIMIT $6`,
      [view.companyId, ...boundValues(await boundsOf(view, period)), after ?? null, limit],
    ),
})
