import { z } from 'zod'
import { type IdKind, parseId, publicId } from '@/platform/ids'
import { dollarsToMicros, microsToCents, microsToDollars } from '@/platform/money'
import { ID_FIELDS } from '../id-fields'

const EXAMPLE: Record<string, string> = {
  company: 'cmp_01936f0c6a7e7c0e9b5d2f4a8c1e3b57',
  agent: 'agt_01936f0d11b27d4fa2c39e6b7f80d1a4',
  goal: 'gol_01936f0d5c3e7a6b8d1f20394857a6bc',
  task: 'tsk_01936f0e2f4a7b1c9d8e7f6a5b4c3d2e',
  message: 'msg_01936f0ea1b27c3d8e4f5a6b7c8d9e0f',
  run: 'run_01936f0f0a1b7c2d8e3f4a5b6c7d8e9f',
  wake: 'wak_01936f0f0a1b7c2d8e3f4a5b6c7d8e9f',
  key: 'key_01936f0f4d5e7f6a8b9c0d1e2f3a4b5c',
  cost: 'cst_01936f0f9a8b7c6d8e5f4a3b2c1d0e9f',
  price: 'prc_01936f0fab8b7c6d8e5f4a3b2c1d0e9f',
  incident: 'inc_01936f10123456789abcdef012345678',
  project: 'prj_01936f1a2b3c7d4e8f5061728394a5b6',
  team: 'tea_01936f1b2c3d7e4f8a5061728394a5b7',
  label: 'lab_01936f1c2d3e7f4a8b5061728394a5b8',
  person: 'per_01936f1d2e3f7a4b8c5061728394a5b9',
  approval: 'apr_01936f1e2f3a7b4c8d5061728394a5ba',
  document: 'doc_01936f1f2a3b7c4d8e5061728394a5bb',
  revision: 'rev_01936f202a3b7c4d8e5061728394a5bc',
  attachment: 'att_01936f212a3b7c4d8e5061728394a5bd',
  secret: 'sec_01936f222a3b7c4d8e5061728394a5be',
  routine: 'rtn_01936f232a3b7c4d8e5061728394a5bf',
  trigger: 'trg_01936f242a3b7c4d8e5061728394a5c0',
  routineRun: 'rrn_01936f252a3b7c4d8e5061728394a5c1',
  memory: 'mem_01936f262a3b7c4d8e5061728394a5c2',
  product: 'wpr_01936f232a3b7c4d8e5061728394a5bf',
  provider: 'mpr_01936f272a3b7c4d8e5061728394a5c3',
  modelCall: 'mcl_01936f282a3b7c4d8e5061728394a5c4',
}

/**
 * An id in a request: prefixed or a plain UUID; read as a plain UUID.
 * @param rule becomes the answer's code when it is neither
 */
export function idOf(kind: IdKind, rule?: string) {
  return z
    .string()
    .transform((text, context) => {
      const uuid = parseId(kind, text)
      if (!uuid) {
        const message = `is no id of ${kind === 'agent' ? 'an' : 'a'} ${kind}`
        context.addIssue({ code: 'custom', message, params: { rule } })
      }
      return uuid ?? z.NEVER
    })
    .meta({ type: 'string', example: EXAMPLE[kind] })
    .register(ID_FIELDS, { kind })
}

/** Like `idOf`, where null and absence are taken too. */
export function idOrNull(kind: IdKind, rule?: string) {
  return idOf(kind, rule)
    .nullish()
    .meta({ type: ['string', 'null'] })
}

/** An id in an answer. */
export const shownId = (kind: IdKind) => z.string().meta({ example: EXAMPLE[kind] })

/** An amount of dollars in a request, as a number or as text; read as micro-dollars, exactly. */
export const Dollars = z
  .union([z.number(), z.string()])
  .transform((amount, context) => {
    const micros = dollarsToMicros(amount)
    if (micros === null) {
      context.addIssue({
        code: 'custom',
        message: 'must be an amount of dollars, 0 or more, with at most six decimals',
      })
    }
    return micros ?? z.NEVER
  })
  .meta({ type: ['number', 'string'], example: 200 })

/** Null means no limit. */
export const DollarsOrNull = Dollars.nullable().meta({
  type: ['number', 'string', 'null'],
  description: 'Null means no limit.',
})

export const Instant = z.string().meta({ format: 'date-time', example: '2026-06-01T09:00:00.000Z' })

export const Usd = z.number().meta({ description: 'Dollars with two decimals.', example: 12.5 })
export const Cents = z.number().meta({ description: 'The same in whole cents.', example: 1250 })

export const usd = microsToDollars
export const cents = microsToCents
export const usdOrNull = (micros: number | null) => (micros === null ? null : microsToDollars(micros))
export const centsOrNull = (micros: number | null) => (micros === null ? null : microsToCents(micros))

/** Values of one kind, separated by commas. */
export function commaList<T extends z.ZodType<string, string>>(one: T) {
  return z
    .string()
    .transform((text) => text.split(',').map((word) => word.trim()))
    .pipe(z.array(one).min(1))
    .meta({ type: 'string', description: 'One or several, separated by commas.' })
}

/** Who did something: the id is prefixed for agents and people. */
export const Who = z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string() })

export function whoAnswer(kind: z.output<typeof Who>['kind'], id: string): z.output<typeof Who> {
  return { kind, id: kind === 'system' ? id : publicId(kind, id) }
}

/** What was deleted. */
export const deleted = (kind: IdKind) => z.object({ id: shownId(kind), deleted: z.literal(true) })

/** A yes or no in a query. */
export const Flag = z.stringbool().optional().meta({ type: 'boolean' })

/** `limit` and `cursor` of a list that is read page by page. */
export function pageOf(kind: IdKind | null, defaultLimit: number, maxLimit: number) {
  return z.object({
    limit: z.coerce
      .number('must be a number')
      .int()
      .min(1)
      .max(maxLimit)
      .default(defaultLimit)
      .meta({ description: `At most ${maxLimit}.`, type: 'integer' }),
    cursor: (kind ? idOf(kind) : z.uuid('is no cursor'))
      .optional()
      .meta({ type: 'string', description: '`next_cursor` of the page before.' }),
  })
}

export const NextCursor = z.string().nullable().meta({ description: 'Null on the last page.' })

/**
 * Cuts a list that was asked for with one row too many down to its page.
 * @returns the page, and the cursor of the next one or null
 */
export function cut<T extends { id: string }>(rows: T[], limit: number, kind: IdKind | null): [T[], string | null] {
  if (rows.length <= limit) return [rows, null]
  const page = rows.slice(0, limit)
  const last = page.at(-1)!.id
  return [page, kind ? publicId(kind, last) : last]
}
