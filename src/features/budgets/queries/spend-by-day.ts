import { z } from 'zod'
import { defineQuery } from '@/platform/command'
import { currentPeriod } from '../store'

export type DaySpend = { day: string; costMicros: number; entries: number }

/** Spend of each day of the current month, in the company's zone; days without spend are left out. */
export const spendByDay = defineQuery({
  name: 'spendByDay',
  grant: 'budget:read',
  input: z.object({}),
  async run(view): Promise<DaySpend[]> {
    return view.sql<DaySpend>(
      `SELECT to_char(e."spentAt" AT TIME ZONE c."timeZone", 'YYYY-MM-DD') AS day, sum(e."costMicros")::bigint AS "costMicros",
              count(*)::int AS entries
       FROM "CostEntry" e JOIN "Company" c ON c.id = $1
       WHERE e."companyId" = $1 AND e."periodStart" = $2 GROUP BY day ORDER BY day`,
      [view.companyId, await currentPeriod(view)],
    )
  },
})
