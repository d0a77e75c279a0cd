import { z } from 'zod'
import { MICROS_PER_CENT, microsToCents } from '@/platform/money'

export const Id = z.uuid().meta({ example: '01936f0d-11b2-7d4f-a2c3-9e6b7f80d1a4' })
export const Moment = z.string().meta({ format: 'date-time', example: '2026-06-01T09:00:00.000Z' })
export const Anything = z.record(z.string(), z.unknown())

/** Whole cents; the same amount in micro-dollars inside. 0 and null mean no limit. */
export const BudgetCents = z.int().min(0).max(1_000_000_000).nullable()
export const microsOf = (cents: number) => cents * MICROS_PER_CENT
export const capOf = (cents: number | null | undefined) =>
  cents === undefined ? undefined : cents ? microsOf(cents) : null
export const centsOf = (micros: number | null) => microsToCents(micros ?? 0)

/** `true`, `1`, `false`, `0` in a query. */
export const Flag = z
  .enum(['true', 'false', '1', '0'])
  .transform((text) => text === 'true' || text === '1')
  .meta({ type: 'boolean' })

/** `limit` and `cursor` of a list. Bodies are bare arrays, so the cursor of the next page is in a header. */
export function pageOf(defaultLimit: number) {
  return z.object({
    limit: z.coerce.number().int().min(1).max(499).default(defaultLimit).meta({ type: 'integer' }),
    cursor: z.uuid('is no cursor').optional().meta({ description: 'The header `X-Next-Cursor` of the page before.' }),
  })
}

/** What a list asks of its query: one row more than the page, which tells whether another page follows. */
export const more = (limit: number) => limit + 1

/** The page as a bare array; the cursor of the next one, if there is one, is in the header `X-Next-Cursor`. */
export function page<T extends { id: string }, U>(rows: T[], limit: number, shown: (row: T) => U): Response {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return Response.json(rows.slice(0, limit).map(shown), last ? { headers: { 'x-next-cursor': last.id } } : {})
}

/** Values separated by commas. */
export function listOf<T extends z.ZodType<unknown, string>>(value: T) {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(value).min(1))
    .meta({ type: 'string', description: 'Values separated by commas.' })
}
