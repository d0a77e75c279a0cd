import type { Work } from '@/platform/command'
import { Refusal } from '@/platform/errors'
import type { BudgetName } from './schema'

/** A budget as it is before it is changed; with what it would begin with, where there is none. */
export type Standing = {
  id: string | null
  cap: number | null
  warnPercent: number
  stopPercent: number
  gate: string | null
}

/** Read behind closed books. */
export async function findStanding(
  work: Work,
  { scopeKind, scopeId, metric, window, windowHours }: BudgetName,
): Promise<Standing> {
  const [row] = await work.sql<Standing>(
    `SELECT b.id, b.cap, coalesce(b."warnPercent", 80) AS "warnPercent", coalesce(b."stopPercent", 100) AS "stopPercent", c.gates ->> 'budget_override_required' AS gate FROM "Company" c
     LEFT JOIN "Budget" b ON b."companyId" = $1 AND b."scopeKind" = $2 AND b."scopeId" = $3 AND b.metric = $4 AND b."window" = $5
       AND b."windowHours" = $6 WHERE c.id = $1`,
    [work.companyId, scopeKind, scopeId, metric, window, windowHours],
  )
  return row!
}

/** Where the company leaves budgets to its owners (gate `budget_override_required`), only they raise a cap, or lift it; anybody may lower one. @throws Refusal needs_approval */
export function requireMayRaise(work: Work, { cap: before, gate }: Standing, cap: number | null): void {
  if (work.grants.has('approval:decide_as_owner') || gate !== 'owner' || before === null) return
  if (cap !== null && cap <= before) return
  throw new Refusal('needs_approval', 'Raising a budget needs the approval of an owner.', {
    action: 'budget_override_required',
    needs: 'owner',
  })
}
