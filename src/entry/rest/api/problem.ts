import { z } from 'zod'
import type { Facts } from '@/platform/errors'
import { microsToCents } from '@/platform/money'
import type { Told, WrongField } from '../problem'
import { nameOf } from './names'

export const Problem = z
  .object({
    error: z.string().meta({ description: 'One sentence for people.', example: 'No such task.' }),
    code: z.string().meta({ description: 'For programs: a code, or a more exact rule.', example: 'not_found' }),
    details: z
      .union([z.array(z.object({ path: z.array(z.string()), message: z.string() })), z.record(z.string(), z.unknown())])
      .optional()
      .meta({ description: 'Which fields are wrong, or facts: who holds the issue, until when.' }),
    requestId: z.string().optional().meta({ description: 'Names the call in the log of the server.' }),
  })
  .meta({ id: 'Problem' })

/** `{error, code, details}`. Wrong fields are listed, each with its path; everything else is facts. */
export function problemBody({ code, message, facts, requestId }: Told): z.output<typeof Problem> {
  const details = Array.isArray(facts.fields) ? (facts.fields as WrongField[]).map(wrongField) : translated(facts)
  return {
    error: message,
    code,
    ...(Array.isArray(details) || Object.keys(details).length > 0 ? { details } : {}),
    ...(requestId ? { requestId } : {}),
  }
}

function wrongField({ field, problem }: WrongField) {
  return { path: field.split('.').map(nameOf), message: problem }
}

function translated(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) =>
      name.endsWith('Micros') && typeof value === 'number'
        ? [name.replace(/Micros$/, 'Cents'), microsToCents(value)]
        : [nameOf(name), value],
    ),
  )
}
