import { Refusal } from '@/platform/errors'
import type { Json } from './endpoints'

/** What a client may ask for that could not be counted, and what it should do. */
const UNCOUNTED: [field: string, isAsked: (value: unknown) => boolean, why: string][] = [
  [
    'background',
    (value) => value === true,
    'An answer that is made in the background cannot be cut off at the budget. Leave it out and stream the answer.',
  ],
  [
    'models',
    isGiven,
    'The chain of models is set for the agent, so that each is priced before it is asked. Leave it out.',
  ],
  [
    'route',
    isGiven,
    'The chain of models is set for the agent, so that each is priced before it is asked. Leave it out.',
  ],
]

/**
 * Refuses what would be billed and not be seen.
 * @throws Refusal invalid_input that names the field
 */
export function requireCountable(body: Json): void {
  for (const [field, isAsked, why] of UNCOUNTED) {
    if (isAsked(body[field])) {
      throw new Refusal('invalid_input', `${field}: ${why}`, { fields: [{ field, problem: why }] })
    }
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
