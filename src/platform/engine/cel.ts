import { Environment } from '@marcbachmann/cel-js'
import type { Event } from './types'

const environment = new Environment().registerVariable('event', 'dyn').registerVariable('async', 'dyn')

type Compiled = (context: { event: Event; async?: Event }) => unknown
const compiled = new Map<string, Compiled>()

/** Compiles once per expression. Throws a sentence when it cannot be parsed or names anything but `event` and `async`. */
export function compile(expression: string): Compiled {
  const known = compiled.get(expression)
  if (known) return known
  const parsed = environment.parse(expression)
  const checked = parsed.check()
  if (!checked.valid) throw new Error(checked.error?.message ?? 'not a valid CEL expression')
  compiled.set(expression, parsed)
  return parsed
}

/** What is wrong with an expression, in one line; null when nothing is. */
export function lint(expression: string): string | null {
  try {
    compile(expression)
    return null
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0]! : String(error)
  }
}

/** Is the condition true? One that fails while it runs (a field is missing) is false, as on an Inngest server. */
export function holds(expression: string, event: Event, async?: Event): boolean {
  try {
    return compile(expression)({ event, async }) === true
  } catch {
    return false
  }
}

/** The value of a key expression as text; '' when it fails, so that all such events share one key. */
export function keyOf(expression: string, event: Event): string {
  try {
    const value = compile(expression)({ event })
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
  } catch {
    return ''
  }
}
