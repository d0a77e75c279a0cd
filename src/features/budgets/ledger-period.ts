import type { View } from '@/platform/command'
import type { LedgerPeriod } from './schema'
import { currentPeriod } from './store'

/** A part of the ledger: of a month of the company, or of a time. */
export type Bounds = { month: string | null; from: string | null; to: string | null }

/**
 * The part of the ledger that is asked for; without a question the current month. A day begins and ends where the company is, and the
 * last day counts; a time of day is the instant that it says, and ends before it.
 */
export async function boundsOf(view: View, { month, from, to }: LedgerPeriod): Promise<Bounds> {
  if (month) return { month: `${month}-01`, from: null, to: null }
  if (!from && !to) return { month: await currentPeriod(view), from: null, to: null }
  const edge = (param: string, days: number) =>
    `CASE WHEN length(${param}) = 10 THEN (${param}::date + ${days})::timestamp AT TIME ZONE "timeZone" ELSE ${param}::timestamptz END`
  const [row] = await view.sql<{ from: string | null; to: string | null }>(
    `SELECT ${edge('$2::text', 0)} AS "from", ${edge('$3::text', 1)} AS "to" FROM "Company" WHERE id = $1`,
    [view.companyId, from ?? null, to ?? null],
  )
  return { month: null, from: row?.from ?? null, to: row?.to ?? null }
}

/** SQL for the entries `e` of company $1 within `boundValues`, which are $2 to $4. */
export const WITHIN = `e."companyId" = $1 AND ($2::date IS NULL OR e."periodStart" = $2) AND ($3::timestamptz IS NULL OR e."spentAt" >= $3)
  AND ($4::timestamptz IS NULL OR e."spentAt" < $4)`

export const boundValues = ({ month, from, to }: Bounds) => [month, from, to]
