import type { Work } from '@/platform/command'
import { notFound } from '@/platform/errors'
import { COUNTED, COUNTS_ON, FOR_GOOD, SPEND, windowEdge } from './chain'
import type { BudgetName, ScopeKind } from './schema'
import { currentPeriod } from './store'

const TABLE: Record<ScopeKind, string> = {
  ...{ company: 'Company', project: 'Project', goal: 'Goal', team: 'Team', subtree: 'Agent', agent: 'Agent' },
}

/** @throws Refusal not_found when the company has no such thing */
export async function requireScope(work: Work, { scopeKind, scopeId }: { scopeKind: ScopeKind; scopeId: string }) {
  const own = scopeKind === 'company' ? 'id = $2 AND id = $1' : '"companyId" = $1 AND id = $2'
  const [row] = await work.sql(`SELECT id FROM "${TABLE[scopeKind]}" WHERE ${own}`, [work.companyId, scopeId])
  if (!row) throw notFound(scopeKind === 'subtree' ? 'agent' : scopeKind)
}

/**
 * Adds a budget without a cap behind closed books. It counts what has been spent in its window so far, and takes over what runs that
 * go on have reserved.
 */
export async function addBudget(
  work: Work,
  { scopeKind, scopeId, metric, window, windowHours }: BudgetName,
): Promise<string> {
  const id = work.newId()
  const month = await currentPeriod(work)
  await work.sql(
    `INSERT INTO "Budget" (id, "companyId", "scopeKind", "scopeId", metric, "window", "windowHours", "createdAt", "updatedAt")
     VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $8)`,
    [work.companyId, id, scopeKind, scopeId, metric, window, windowHours, work.now],
  )
  await work.sql(
    `WITH adopted AS (
       UPDATE "Reservation" e SET "budgetIds" = e."budgetIds" || b.id FROM "Budget" b
       WHERE b."companyId" = $1 AND b.id = $2 AND e."settledAt" IS NULL AND ${COUNTS_ON}
       -- what was reserved in another month is given back there
       RETURNING CASE WHEN b."window" = 'month' AND e."heldIn" <> $3 THEN 0 ELSE CASE b.metric WHEN 'money' THEN e."amountMicros" - e."drawnMicros" WHEN 'tokens' THEN e."amountTokens" - e."drawnTokens" ELSE 0 END END AS rest
     )
     INSERT INTO "BudgetPeriod" ("companyId", "budgetId", "periodStart", "agedTo", spent, reserved)
     SELECT $1, b.id, CASE b."window" WHEN 'month' THEN $3::date ELSE '${FOR_GOOD}' END,
       CASE b."window" WHEN 'rolling' THEN ${windowEdge('$4')} END,
       (SELECT ${COUNTED} FROM ${SPEND} WHERE ${COUNTS_ON} AND CASE b."window" WHEN 'month' THEN e."periodStart" = $3
          WHEN 'rolling' THEN e.at >= ${windowEdge('$4')} ELSE true END),
       coalesce((SELECT sum(rest) FROM adopted), 0)::bigint
     FROM "Budget" b WHERE b."companyId" = $1 AND b.id = $2`,
    [work.companyId, id, month, work.now],
  )
  return id
}
