import { z } from 'zod'
import { defineQuery } from '@/platform/command'

export type LedgerCheck = { budgetId: string; periodStart: string; counterMicros: number; ledgerMicros: number }

/** Counters that differ from the sum of the ledger: must always be empty. */
export const checkLedger = defineQuery({
  name: 'checkLedger',
  grant: 'budget:read',
  input: z.object({}),
  run: (view) =>
    view.sql<LedgerCheck>(
      `SELECT p."budgetId", p."periodStart", p."spentMicros" AS "counterMicros", coalesce(e.sum, 0)::bigint AS "ledgerMicros"
       FROM "BudgetPeriod" p JOIN "Budget" b ON b."companyId" = $1 AND b.id = p."budgetId"
       LEFT JOIN LATERAL (
         SELECT sum("countedMicros") FROM "CostEntry" e WHERE e."companyId" = $1 AND e."periodStart" = p."periodStart"
           AND CASE b."scopeKind" WHEN 'company' THEN true WHEN 'agent' THEN e."agentId" = b."scopeId"
             WHEN 'project' THEN e."projectId" = b."scopeId" ELSE b."scopeId" = ANY(e."teamIds") END
       ) e ON true
       WHERE p."companyId" = $1 AND p."spentMicros" <> coalesce(e.sum, 0)`,
      [view.companyId],
    ),
})
