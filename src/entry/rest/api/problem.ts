import { z } from 'zod'
import type { Facts } from '@/platform/errors'
import { microsToCents } from '@/platform/money'
import type { Told } from '../dialect'
import type { WrongField } from '../problem'
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
export function problemBody({ code, message, facts, requestId, isInDialect }: Told): z.output<typeof Problem> {
  const id = requestId ? { requestId } : {}
  if (Array.isArray(facts.fields)) {
    const details = (facts.fields as WrongField[]).map((field) => wrongField(field, isInDialect ? String : nameOf))
    return { error: sentenceOf(details) ?? message, code, details, ...id }
  }
  const details = translated(facts)
  return { error: message, code, ...(Object.keys(details).length > 0 ? { details } : {}), ...id }
}

type Wrong = { path: string[]; message: string }

function wrongField({ field, problem }: WrongField, spoken: (name: string) => string): Wrong {
  return {
    path: field
      .split('.')
      .filter(Boolean)
      .map((name) => spoken(name)),
    message: problem,
  }
}

/** The first wrong field, in the words of this dialect. */
function sentenceOf([first]: Wrong[]): string | undefined {
  return first && first.path.length > 0 ? `${first.path.join('.')}: ${first.message}` : undefined
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
