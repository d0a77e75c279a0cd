import { setImmediate as others } from 'node:timers/promises'
import type { z } from 'zod'
import { Refusal } from '@/platform/errors'
import type { Files } from './archive'
import { splitFrontmatter } from './rules/frontmatter'
import { readYaml, type Yaml } from './yaml'

/** Only so many mistakes, and things that are left out, are told of one bundle. */
const MOST_PROBLEMS = 20
const MOST_WARNINGS = 200
/** Brackets within brackets; deeper ones only overflow somebody's stack. */
const DEEPEST = 100
const FRONTMATTER_BYTES = 64 * 1024
const YAML_BYTES = 256 * 1024

/** Text with YAML above it, read and checked. */
export type Markdown<T> = { path: string; fields: T; body: string }

export type Reader = ReturnType<typeof createReader>

/** Reads files one by one, keeps what is wrong with them, and knows which nobody read. */
export function createReader(files: Files) {
  const unread = new Set(files.keys())
  const problems: string[] = []
  const warnings: string[] = []
  const complain = (path: string, problem: string) => void problems.push(`${path}: ${problem}`)
  const text = (path: string): string | null => {
    unread.delete(path)
    return (
      files
        .get(path)
        ?.toString('utf8')
        .replace(/^\uFEFF/, '') ?? null
    )
  }
  /** What `value` is by its schema; null, and complaints, when it is something else. */
  const checked = <S extends z.ZodType>(path: string, value: unknown, schema: S): z.output<S> | null => {
    const parsed = schema.safeParse(value)
    if (!parsed.success) for (const issue of parsed.error.issues) complain(path, problemOf(issue))
    return parsed.success ? parsed.data : null
  }
  const one = <S extends z.ZodType>(path: string, schema: S): z.output<S> | null => {
    const content = text(path)
    if (content === null) return null
    const json = parseJson(content)
    if (json === undefined) complain(path, 'is not JSON')
    return json === undefined ? null : checked(path, json, schema)
  }
  const fieldsOf = <S extends z.ZodType>(path: string, yaml: Yaml, schema: S): z.output<S> | null => {
    if (yaml.problem === undefined) return checked(path, yaml.value ?? {}, schema)
    complain(path, yaml.problem)
    return null
  }
  return {
    text,
    one,
    checked,
    complain,
    /** What is left out or read otherwise than it says; the import goes on. */
    warn: (path: string, warning: string) => void warnings.push(`${path}: ${warning}`),
    yaml: <S extends z.ZodType>(path: string, schema: S): z.output<S> | null => {
      const content = text(path)
      return content === null ? null : fieldsOf(path, readYaml(content, YAML_BYTES), schema)
    },
    markdown: <S extends z.ZodType>(path: string, schema: S): Markdown<z.output<S>> | null => {
      const { front, body } = splitFrontmatter(text(path) ?? '')
      const fields = fieldsOf(path, readYaml(front, FRONTMATTER_BYTES), schema)
      return fields === null ? null : { path, fields, body }
    },
    /** Files of a kind in the order of their paths, read with `read`. */
    all: async <T>(pattern: RegExp, read: (path: string) => T | null): Promise<{ path: string; value: T }[]> => {
      const found: { path: string; value: T }[] = []
      const paths = [...files.keys()].filter((each) => pattern.test(each)).sort()
      for (const path of paths) {
        // requests of others have their turn
        await others()
        const value = problems.length < MOST_PROBLEMS ? read(path) : null
        if (value !== null) found.push({ path, value })
      }
      return found
    },
    warnings: () =>
      shortened([...warnings, ...[...unread].sort().map((path) => `${path} is not known, and left out.`)]),
    /** @throws Refusal invalid_input with what was wrong so far */
    stop: () => {
      if (problems.length === 0) return
      const shown = problems.slice(0, MOST_PROBLEMS)
      throw new Refusal('invalid_input', `The bundle was not read. ${shown[0]}.`, {
        rule: 'bundle_unreadable',
        problems: shown,
      })
    },
  }
}

function shortened(warnings: string[]): string[] {
  const more = warnings.length - MOST_WARNINGS
  return more > 0 ? [...warnings.slice(0, MOST_WARNINGS), `And ${more} more of this kind.`] : warnings
}

function problemOf({ path, message }: z.core.$ZodIssue): string {
  return path.length > 0 ? `${path.join('.')}: ${message}` : message
}

/** The value, or undefined for what is no JSON, or is nested deeper than anybody writes. */
function parseJson(text: string): unknown {
  try {
    return depthOf(text) > DEEPEST ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (isInString) {
      if (char === '\\') at++
      else if (char === '"') isInString = false
    } else if (char === '"') isInString = true
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth)
    else if (char === '}' || char === ']') depth--
  }
  return deepest
}
