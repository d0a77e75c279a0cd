import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { COUNTED, COUNTS_ON, SPEND } from '../chain'

/** Figures are in the unit of the budget's metric. */
export type LedgerCheck = { budgetId: string; periodStart: string; counter: number; ledger: number }

/** Counters that differ from what the ledger, recounted, says: must always be empty. */
export const checkLedger = defineQuery({
  name: 'checkLedger',
  grant: 'budget:read',
  input: z.object({}),
  run: (view) =>
    view.sql<LedgerCheck>(
      `SELECT * FROM (
         SELECT b.id AS "budgetId", p."periodStart", p.spent AS counter, (
           SELECT ${COUNTED} FROM ${SPEND} WHERE ${COUNTS_ON} AND CASE b."window" WHEN 'month' THEN e."periodStart" = p."periodStart"
             WHEN 'rolling' THEN e.at >= p."agedTo" ELSE true END
         ) AS ledger
         FROM "BudgetPeriod" p JOIN "Budget" b ON b."companyId" = $1 AND b.id = p."budgetId" WHERE p."companyId" = $1
       ) checked WHERE counter <> ledger`,
      [view.companyId],
    ),
})
