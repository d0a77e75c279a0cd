type Config = Record<string, unknown>

/** A version of a secret; `latest` is whichever is newest when a run starts. */
export type Version = number | 'latest'

/** What a setting says instead of a value. Stored as `{secretId, version}`, or as `{input}` while nobody has filled it in. */
export type Reference =
  | { kind: 'secret'; secret: string; version: Version }
  | { kind: 'input'; input: string }
  | { kind: 'wrong'; problem: string }

/** One setting that may hold a value or a reference: a variable, a header, or a setting by itself. */
export type Setting = { path: string; name: string; value: unknown }

/** Settings that are lists of names and values. */
const LISTS = ['env', 'headers']

const isRecord = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every setting of an agent that may hold a secret: `env.TOKEN`, `headers.authorization`, `apiKey`. */
export function settingsIn(config: Config): Setting[] {
  return Object.entries(config).flatMap(([name, value]) =>
    LISTS.includes(name) && isRecord(value)
      ? Object.entries(value).map(([inner, each]) => ({ path: `${name}.${inner}`, name: inner, value: each }))
      : [{ path: name, name, value }],
  )
}

/** The same settings with other values, by path; what `values` does not name stays. */
export function withSettings(config: Config, values: ReadonlyMap<string, unknown>): Config {
  if (values.size === 0) return config
  const swap = (path: string, value: unknown) => (values.has(path) ? values.get(path) : value)
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => {
      if (!LISTS.includes(name) || !isRecord(value)) return [name, swap(name, value)]
      const inner = Object.entries(value).map(([key, each]) => [key, swap(`${name}.${key}`, each)])
      return [name, Object.fromEntries(inner)]
    }),
  )
}

/** Reads `{secretId, version}`, `{secret_ref}`, `{type: 'secret_ref', secretId}` or `{input}`; null for anything else. */
export function readReference(value: unknown): Reference | null {
  if (!isRecord(value)) return null
  const isSecret = value.secretId !== undefined || value.secret_ref !== undefined || value.type === 'secret_ref'
  if (!isSecret) return typeof value.input === 'string' ? { kind: 'input', input: value.input } : null
  const secret = value.secretId ?? value.secret_ref
  if (typeof secret !== 'string' || secret === '') {
    return { kind: 'wrong', problem: 'names no secret. Give {"secretId": "…", "version": "latest"}' }
  }
  const version = value.version ?? 'latest'
  if (version === 'latest' || (typeof version === 'number' && Number.isInteger(version) && version > 0)) {
    return { kind: 'secret', secret, version }
  }
  return { kind: 'wrong', problem: 'has a version that is neither "latest" nor a number from 1' }
}

/** The text of a value that stands in the settings itself: plain, or as `{type: 'plain', value}`; null for anything else. */
export function plainText(value: unknown): string | null {
  const inner = isRecord(value) && value.type === 'plain' ? value.value : value
  return typeof inner === 'string' ? inner : null
}

/** Names of the inputs that somebody has yet to give a value: an agent with any of them cannot start. */
export function openInputs(config: Config): string[] {
  return settingsIn(config).flatMap(({ value }) => {
    const reference = readReference(value)
    return reference?.kind === 'input' ? [reference.input] : []
  })
}
