import type { Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'

type Reservation = {
  /** Neither spent nor held for a call. */
  restMicros: number
  periodStart: string
}

/**
 * The reservation of a run that goes on, read behind the locks of its budgets.
 * @throws Refusal not_found, or illegal_transition when it is settled
 */
export async function openReservation(work: Work, runId: string): Promise<Reservation> {
  const [row] = await work.sql<Reservation & { settledAt: string | null }>(
    `SELECT ("amountMicros" - "drawnMicros" - "heldMicros") AS "restMicros", "periodStart", "settledAt" FROM "Reservation"
     WHERE "companyId" = $1 AND "runId" = $2`,
    [work.companyId, runId],
  )
  if (!row) throw notFound('run')
  if (row.settledAt) throw new Refusal('illegal_transition', 'The run is over: it spends nothing any more.', { runId })
  return row
}

/** Holds more of a reservation, after extending it. */
export async function changeHeld(work: Work, runId: string, holdMicros: number, extendMicros: number): Promise<void> {
  await work.sql(
    `UPDATE "Reservation" SET "heldMicros" = "heldMicros" + $3, "amountMicros" = "amountMicros" + $4
     WHERE "companyId" = $1 AND "runId" = $2`,
    [work.companyId, runId, holdMicros, extendMicros],
  )
}

/** @returns what was given back: no more than is held, and nothing of a settled reservation */
export async function giveBackHold(work: Work, runId: string, heldMicros: number): Promise<number> {
  const [row] = await work.sql<{ releasedMicros: number }>(
    `WITH held AS (
       SELECT least("heldMicros", $3) AS given FROM "Reservation" WHERE "companyId" = $1 AND "runId" = $2 AND "settledAt" IS NULL
     ), given AS (
       UPDATE "Reservation" SET "heldMicros" = "heldMicros" - held.given FROM held WHERE "companyId" = $1 AND "runId" = $2
     )
     SELECT given AS "releasedMicros" FROM held`,
    [work.companyId, runId, heldMicros],
  )
  return row?.releasedMicros ?? 0
}

/** Ends a reservation, once, behind the locks of its budgets; what it has not spent is free again. Null when it was ended before. */
export async function endReservation(work: Work, runId: string): Promise<{ releasedMicros: number } | null> {
  const [row] = await work.sql<{ releasedMicros: number }>(
    `WITH settled AS (
       UPDATE "Reservation" SET "settledAt" = $3, "heldMicros" = 0 WHERE "companyId" = $1 AND "runId" = $2 AND "settledAt" IS NULL
       RETURNING "budgetIds", "amountMicros" - "drawnMicros" AS rest, "periodStart"
     ), given AS (
       UPDATE "BudgetPeriod" p SET "reservedMicros" = p."reservedMicros" - s.rest FROM settled s
       WHERE p."companyId" = $1 AND p."budgetId" = ANY(s."budgetIds") AND p."periodStart" = s."periodStart"
     )
     SELECT rest AS "releasedMicros" FROM settled`,
    [work.companyId, runId, work.now],
  )
  return row ?? null
}
