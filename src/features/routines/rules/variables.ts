import { z } from 'zod'

export const VARIABLE_TYPES = ['text', 'textarea', 'number', 'boolean', 'select', 'date'] as const

/** What every text may use without declaring it. */
const GIVEN = ['date', 'timestamp', 'payload']

const Plain = z.union([z.string().max(20_000), z.number(), z.boolean()])

export const Variable = z
  .object({
    name: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'takes letters, digits and _')
      .refine((name) => !GIVEN.includes(name), 'is given with every firing: choose another name'),
    label: z.string().trim().max(200).nullish(),
    type: z.enum(VARIABLE_TYPES).default('text'),
    defaultValue: Plain.nullish(),
    required: z.boolean().default(true),
    options: z.array(z.string().min(1).max(200)).max(100).default([]),
  })
  .superRefine((variable, context) => {
    if (variable.type === 'select' && variable.options.length === 0) {
      context.addIssue({ code: 'custom', path: ['options'], message: 'a choice needs options' })
    }
    const problem = isGiven(variable.defaultValue) ? problemWith(variable, variable.defaultValue) : null
    if (problem) context.addIssue({ code: 'custom', path: ['defaultValue'], message: problem })
  })
export type Variable = z.output<typeof Variable>

export const Variables = z
  .array(Variable)
  .max(50)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'two variables have one name')

/** What a text may be filled in with, by name. */
export type Values = Readonly<Record<string, unknown>>

const PLACE = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*(?:\.[\w-]+)*)\s*\}\}/g

/** The variables of a routine, with a required text for each name that its texts use and nobody declared. */
export function withNamesIn(variables: readonly Variable[], texts: readonly string[]): Variable[] {
  const known = new Set([...GIVEN, ...variables.map(({ name }) => name)])
  const used = texts.flatMap((text) => [...text.matchAll(PLACE)].map((match) => match[1]!.split('.')[0]!))
  const added = [...new Set(used)].filter((name) => !known.has(name))
  return [...variables, ...added.map((name): Variable => ({ name, type: 'text', required: true, options: [] }))]
}

type Problem = { name: string; problem: string }

/**
 * The values of a firing: what was given, else the defaults.
 * @returns also what is missing or of the wrong kind; a variable that need not have a value is empty
 */
export function valuesOf(variables: readonly Variable[], given: Values): { values: Values; problems: Problem[] } {
  const values: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const variable of variables) {
    const own = Object.hasOwn(given, variable.name) ? given[variable.name] : undefined
    const value = isGiven(own) ? own : variable.defaultValue
    const problem = isGiven(value) ? problemWith(variable, value) : variable.required ? 'is missing' : null
    if (problem) problems.push({ name: variable.name, problem })
    else values[variable.name] = isGiven(value) ? value : ''
  }
  return { values, problems }
}

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== ''

function problemWith({ type, options }: Pick<Variable, 'type' | 'options'>, value: unknown): string | null {
  const text = typeof value === 'object' ? null : String(value)
  if (text === null) return 'must be a text, a number or true or false'
  if (type === 'number') return Number.isFinite(Number(text)) ? null : 'must be a number'
  if (type === 'boolean') return /^(true|false)$/.test(text) ? null : 'must be true or false'
  if (type === 'date') return z.iso.date().safeParse(text).success ? null : 'must be a day such as 2026-06-01'
  if (type === 'select') return options.includes(text) ? null : `must be one of ${options.join(', ')}`
  return null
}

/** A text with its `{{names}}` filled in; `{{payload.pull_request.title}}` goes into what was delivered. What is absent is empty. */
export function fillIn(text: string, values: Values): string {
  return text.replace(PLACE, (_place, path: string) => shown(path.split('.').reduce<unknown>(within, values)))
}

function within(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Values)[key]
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}

/** Whether a text shows what was delivered. */
export function showsPayload(text: string): boolean {
  return [...text.matchAll(PLACE)].some((match) => match[1]!.split('.')[0] === 'payload')
}
