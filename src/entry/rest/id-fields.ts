import { z } from 'zod'
import { Refusal } from '@/platform/errors'
import type { IdKind } from '@/platform/ids'
import { BodyRefusal } from './problem'

/** Of what a field of a request is an id: each dialect's `idOf` says so here. */
export const ID_FIELDS = z.registry<{ kind: IdKind }>()

/**
 * The same refusal, with the fields of the body that name what is not there. A command knows what it did not find, and not what the
 * dialect calls the field; where several fields name things of this kind, each of them is told.
 */
export function withNotFoundFields(error: unknown, schema: z.ZodType | undefined, body: unknown): unknown {
  if (!(error instanceof Refusal) || error instanceof BodyRefusal || !schema) return error
  const { what, rule } = error.facts
  const isAbsent = error.code === 'not_found' || rule === 'manager_not_found'
  const named = isAbsent ? fieldsNaming(schema, body, String(what), []) : []
  return named.length > 0 ? notFoundAt(named, error) : error
}

/** The same refusal, with the fields of the body that may name what is not there. */
export function notFoundAt(named: string[], error: Refusal): BodyRefusal {
  const problem = named.length === 1 ? error.message : `${error.message} This field or another one names it.`
  const fields = named.map((field) => ({ field, problem }))
  return new BodyRefusal(error.code, `${named[0]}: ${problem}`, { ...error.facts, fields })
}

function fieldsNaming(schema: z.core.$ZodType, value: unknown, kind: string, at: (string | number)[]): string[] {
  if (value === null || value === undefined) return []
  const id = ID_FIELDS.get(schema)
  if (id) return id.kind === kind ? [at.join('.')] : []
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
      return fieldsNaming(def.innerType, value, kind, at)
    case 'pipe':
      return fieldsNaming(def.in, value, kind, at)
    case 'union':
      return [...new Set(def.options.flatMap((option) => fieldsNaming(option, value, kind, at)))]
    case 'array':
      if (!Array.isArray(value)) return []
      return value.flatMap((entry, index) => fieldsNaming(def.element, entry, kind, [...at, index]))
    case 'object':
      return Object.entries(def.shape).flatMap(([name, field]) =>
        fieldsNaming(field, (value as Record<string, unknown>)[name], kind, [...at, name]),
      )
    default:
      return []
  }
}
