import type { Work } from '@/platform/command'
import { FOR_GOOD } from './chain'
import { BOOKS } from './locks'

type Amounts = { micros: number; tokens: number }

/**
 * What a run has reserved is its own: a call that fits into it is held, and given back, by a change of the reservation alone, which
 * waits for nobody but the run's other calls. Only where it does not fit are the budgets gone to, behind their locks; a hold that found
 * out while it waited has the lock of the reservation by then, which is why that comes before the budgets (locks.ts).
 */

/** Where a budget of the reservation has been reported past its cap, reservations are not worth their amount (rules/slice.ts). */
const STANDING = `SELECT coalesce(bool_or(b.metric = 'tokens'), false) AS "capsTokens",
    coalesce(bool_or(coalesce(p.spent, 0) + coalesce(p.reserved, 0) > b.cap), false) AS "isPast"
  FROM "Reservation" own JOIN "Company" c ON c.id = $1
  JOIN "Budget" b ON b."companyId" = $1 AND b.id = ANY(own."budgetIds") AND b.cap IS NOT NULL AND b.metric <> 'runs'
  LEFT JOIN "BudgetPeriod" p ON p."companyId" = $1 AND p."budgetId" = b.id
    AND p."periodStart" = CASE b."window" WHEN 'month' THEN own."heldIn" ELSE '${FOR_GOOD}' END
  WHERE own."companyId" = $1 AND own."runId" = $2`

/** The books come before the reservation, as everywhere: who sets a budget closes them and then changes reservations. */
const HOLD = `WITH books AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(${BOOKS})::text AS opened)
  UPDATE "Reservation" r SET "heldMicros" = r."heldMicros" + $3,
    "heldTokens" = r."heldTokens" + CASE WHEN standing."capsTokens" THEN $4 ELSE 0 END
  FROM books, (${STANDING}) standing, "Company" c
  WHERE books.opened IS NOT NULL AND r."companyId" = $1 AND r."runId" = $2 AND r."settledAt" IS NULL AND NOT standing."isPast" AND c.id = $1
    AND r."heldIn" = date_trunc('month', $5::timestamptz AT TIME ZONE c."timeZone")::date
    AND r."amountMicros" - r."drawnMicros" - r."heldMicros" >= $3
    AND (NOT standing."capsTokens" OR r."amountTokens" - r."drawnTokens" - r."heldTokens" >= $4)
  RETURNING standing."capsTokens"`

/** Holds all of it within what the run has reserved; null when that does not do. */
export async function holdWithin(work: Work, runId: string, { micros, tokens }: Amounts) {
  const [row] = await work.sql<{ capsTokens: boolean }>(HOLD, [work.companyId, runId, micros, tokens, work.now])
  return row ? { heldMicros: micros, heldTokens: row.capsTokens ? tokens : 0, ...row } : null
}

/** Gives a hold back. After the end of the run there is nothing to give back. @returns how much money it was */
export async function giveBack(work: Work, runId: string, { micros, tokens }: Amounts): Promise<number> {
  const given = await work.sql(
    `UPDATE "Reservation" SET "heldMicros" = greatest(0, "heldMicros" - $3), "heldTokens" = greatest(0, "heldTokens" - $4)
     WHERE "companyId" = $1 AND "runId" = $2 AND "settledAt" IS NULL RETURNING 1`,
    [work.companyId, runId, micros, tokens],
  )
  return given.length > 0 ? micros : 0
}
