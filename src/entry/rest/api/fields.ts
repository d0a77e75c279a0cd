import { z } from 'zod'
import type { IdKind } from '@/platform/ids'
import { parseId } from '@/platform/ids'
import { MICROS_PER_CENT, microsToCents } from '@/platform/money'
import { ID_FIELDS } from '../id-fields'

export const Id = z.string().meta({ format: 'uuid', example: '01936f0e-2f4a-7b1c-9d8e-7f6a5b4c3d2e' })
export const IdOrNull = Id.nullable()
export const Instant = z.string().meta({ format: 'date-time', example: '2026-06-01T09:00:00.000Z' })
export const InstantOrNull = Instant.nullable()
export const Text = z.string().nullable()
export const Count = z.int()
export const Bag = z.record(z.string(), z.unknown())

/** What this product has no such thing for: always null, for the clients that look for it. */
export const Never = z.null().meta({ description: 'Always null.' })
/** The same for lists. */
export const NoneYet = z.array(z.unknown()).meta({ description: 'Always empty.' })

/** A thing that has a name in the document, or null; `.nullable()` would make a schema there that null does not fit. */
export const orNull = <T extends z.ZodType>(thing: T) => z.union([thing, z.null()])

/** An id in a request: a plain UUID, or one of the other dialect. */
export function idOf(kind: IdKind) {
  return z
    .string()
    .transform((text, context) => {
      const uuid = parseId(kind, text)
      if (!uuid)
        context.addIssue({ code: 'custom', message: `is no id of ${/^[aio]/.test(kind) ? 'an' : 'a'} ${kind}` })
      return uuid ?? z.NEVER
    })
    .meta({ type: 'string', format: 'uuid' })
    .register(ID_FIELDS, { kind })
}

/** Like `idOf`, where null and absence are taken too. */
export function idOrNull(kind: IdKind) {
  return idOf(kind)
    .nullish()
    .meta({ type: ['string', 'null'], format: 'uuid' })
}

/** Whole cents of a budget in a request; read as micro-dollars, and as null, no limit, where it is 0 or null. */
export const BudgetCents = z
  .int()
  .min(0)
  .max(1_000_000_000)
  .nullable()
  .transform((cents) => (cents ? cents * MICROS_PER_CENT : null))
  .meta({ type: ['integer', 'null'], description: 'Whole cents a month. 0 or null: no limit.', example: 5000 })

export const Cents = z.int().meta({ example: 5000 })
export const cents = microsToCents
/** A limit in cents; none is 0. */
export const capCents = (micros: number | null) => (micros === null ? 0 : microsToCents(micros))

/** A truth in a query. */
export const Flag = z.stringbool().optional().meta({ type: 'boolean' })

/** Words of a list in a query, separated by commas. */
export function commaList<T extends z.ZodType<string, string>>(word: T) {
  return z
    .string()
    .transform((text) => text.split(',').map((each) => each.trim()))
    .pipe(z.array(word).min(1))
    .optional()
    .meta({ type: 'string', description: 'Words separated by commas.' })
}
