import { z } from 'zod'
import { defineQuery } from '@/platform/command'

export const LedgerHealth = z.object({
  /** When the counters were last compared with the ledger; null before the first time. */
  checkedAt: z.string().nullable(),
  /** Budgets whose counter was not the sum of the ledger then. */
  miscounted: z.number(),
})
export type LedgerHealth = z.output<typeof LedgerHealth>

/** What the last comparison of counters and ledger found. */
export const ledgerHealth = defineQuery({
  name: 'ledgerHealth',
  grant: 'budget:read',
  input: z.object({}),
  async run(view): Promise<LedgerHealth> {
    const [health] = await view.sql<LedgerHealth>(
      `SELECT c."ledgerCheckedAt" AS "checkedAt", (SELECT count(DISTINCT i."budgetId") FROM "BudgetIncident" i
         WHERE i."companyId" = $1 AND i.state = 'open' AND i.threshold = 'miscounted')::int AS miscounted
       FROM "Company" c WHERE c.id = $1`,
      [view.companyId],
    )
    return health!
  },
})
