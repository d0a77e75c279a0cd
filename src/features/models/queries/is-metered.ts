import type { View } from '@/platform/command'

/**
 * Whether the gateway has booked what this run's models cost. What the agent's tool counted itself is then the same once more, and is
 * left out of the ledger.
 */
export async function isMetered(view: View, runId: string): Promise<boolean> {
  const rows = await view.sql(
    `SELECT 1 FROM "ModelCall" WHERE "companyId" = $1 AND "runId" = $2 AND state NOT IN ('failed', 'refused') LIMIT 1`,
    [view.companyId, runId],
  )
  return rows.length > 0
}
