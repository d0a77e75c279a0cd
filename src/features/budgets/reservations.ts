import type { Work } from '@/platform/command'
import { notFound, Refusal } from '@/platform/errors'
import type { Budget } from './chain'
import { type Change, changeCounters, changesOf } from './counters'
import type { Aside } from './rules/draw'

/** What a run that goes on has set aside. */
export type Reservation = {
  money: Aside
  tokens: Aside
  budgetIds: string[]
  /** The month in which it is reserved. */
  heldIn: string
}

/** A row of RESERVED. */
export type ReservationRow = {
  amountMicros: number
  drawnMicros: number
  heldMicros: number
  amountTokens: number
  drawnTokens: number
  heldTokens: number
  budgetIds: string[]
  heldIn: string
  settledAt: string | null
}

/** Columns of a reservation `r`. */
export const RESERVED = `r."amountMicros", r."drawnMicros", r."heldMicros", r."amountTokens", r."drawnTokens", r."heldTokens", r."budgetIds",
  r."heldIn", r."settledAt"`

/** The reservation of a run, read behind the locks of its budgets; null when it has none, or it is settled. */
export async function findReservation(work: Work, runId: string): Promise<Reservation | null> {
  const row = await rowOfRun(work, runId)
  return row ? openOf(row) : null
}

/** @throws Refusal not_found, or illegal_transition when it is settled */
export async function openReservation(work: Work, runId: string): Promise<Reservation> {
  const row = await rowOfRun(work, runId)
  if (!row) throw notFound('run')
  if (row.settledAt) throw new Refusal('illegal_transition', 'The run is over: it spends nothing any more.', { runId })
  return reservationOf(row)
}

async function rowOfRun(work: Work, runId: string): Promise<ReservationRow | undefined> {
  const [row] = await work.sql<ReservationRow>(
    `SELECT ${RESERVED} FROM "Reservation" r WHERE r."companyId" = $1 AND r."runId" = $2`,
    [work.companyId, runId],
  )
  return row
}

/** Null when it is settled. */
export const openOf = (row: ReservationRow): Reservation | null => (row.settledAt ? null : reservationOf(row))

const reservationOf = (row: ReservationRow): Reservation => ({
  money: { amount: row.amountMicros, drawn: row.drawnMicros, held: row.heldMicros },
  tokens: { amount: row.amountTokens, drawn: row.drawnTokens, held: row.heldTokens },
  budgetIds: row.budgetIds,
  heldIn: row.heldIn,
})

/** What is reserved on a budget by these figures: the run itself is spent at once. */
export function reservedOn({ metric }: Budget, money: number, tokens: number): { reserved: number } {
  return { reserved: metric === 'money' ? money : metric === 'tokens' ? tokens : 0 }
}

/** Writes what has become of a reservation. */
export async function keepReservation(
  work: Work,
  runId: string,
  { money, tokens, heldIn }: Reservation,
): Promise<void> {
  await work.sql(
    `UPDATE "Reservation" SET "amountMicros" = $3, "drawnMicros" = $4, "heldMicros" = $5, "amountTokens" = $6, "drawnTokens" = $7,
       "heldTokens" = $8, "heldIn" = $9 WHERE "companyId" = $1 AND "runId" = $2`,
    [work.companyId, runId, money.amount, money.drawn, money.held, tokens.amount, tokens.drawn, tokens.held, heldIn],
  )
}

/**
 * A run that goes on into a new month leaves behind what it had reserved, and takes with it what calls that are under way may spend.
 * @param budgets those on which it is reserved, locked
 */
export async function rollReservation(
  work: Work,
  runId: string,
  reservation: Reservation,
  budgets: Budget[],
  month: string,
) {
  if (reservation.heldIn === month) return reservation
  const { money, tokens, heldIn } = reservation
  const left = changesOf(budgets, heldIn, (b) =>
    reservedOn(b, money.drawn - money.amount, tokens.drawn - tokens.amount),
  )
  await changeCounters(work, left)
  await changeCounters(
    work,
    changesOf(budgets, month, (b) => reservedOn(b, money.held, tokens.held)),
  )
  const only = (aside: Aside) => ({ ...aside, amount: aside.drawn + aside.held })
  const rolled = { ...reservation, money: only(money), tokens: only(tokens), heldIn: month }
  await keepReservation(work, runId, rolled)
  return rolled
}

type Settled = { releasedMicros: number; releasedTokens: number }

/** Ends a reservation, once, behind the locks of its budgets; what it has not spent is free again. Null when it was ended before. */
export async function endReservation(work: Work, runId: string, budgets: Budget[]): Promise<Settled | null> {
  const reservation = await findReservation(work, runId)
  if (!reservation) return null
  const { money, tokens, heldIn } = reservation
  const released = { releasedMicros: money.amount - money.drawn, releasedTokens: tokens.amount - tokens.drawn }
  const changes: Change[] = changesOf(budgets, heldIn, (b) =>
    reservedOn(b, -released.releasedMicros, -released.releasedTokens),
  )
  await changeCounters(work, changes)
  await work.sql(
    `UPDATE "Reservation" SET "settledAt" = $3, "heldMicros" = 0, "heldTokens" = 0 WHERE "companyId" = $1 AND "runId" = $2`,
    [work.companyId, runId, work.now],
  )
  return released
}
