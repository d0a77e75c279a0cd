import { Refusal } from '../errors'

/** NUL, and halves of characters: Postgres stores neither, in text or in JSON. */
const UNSTORABLE = /[\0\ud800-\udfff]/
/** Lists in lists, as nobody writes them; deeper ones only overflow somebody's stack. */
const DEEPEST = 200

/**
 * The value with every string in it, names of fields too, made storable: NUL removed, half characters replaced. Unchanged values are
 * not copied.
 * @throws Refusal invalid_input for what is nested more than 200 deep
 */
export function clean(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (value === null || typeof value !== 'object') return value
  if (depth === DEEPEST) throw new Refusal('invalid_input', `Input is nested more than ${DEEPEST} deep.`)
  if (Array.isArray(value)) return mapped(value, depth)
  const entries = Object.entries(value)
  const cleaned = entries.map(([key, entry]) => [cleanText(key), clean(entry, depth + 1)] as const)
  const isClean = cleaned.every(([key, entry], i) => key === entries[i]![0] && entry === entries[i]![1])
  return isClean ? value : Object.fromEntries(cleaned)
}

function cleanText(text: string): string {
  return UNSTORABLE.test(text) ? text.replaceAll('\0', '').toWellFormed() : text
}

function mapped(list: unknown[], depth: number): unknown[] {
  const cleaned = list.map((entry) => clean(entry, depth + 1))
  return cleaned.some((entry, i) => entry !== list[i]) ? cleaned : list
}
