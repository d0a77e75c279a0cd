import { isSecretName, isSecretSetting } from './secret-names'

type Config = Record<string, unknown>

/** A version of a secret; `latest` is whichever is newest when a run starts. */
export type Version = number | 'latest'

/** What a setting says instead of a value. Stored as `{secretId, version}`, or as `{input}` while nobody has filled it in. */
export type Reference =
  | { kind: 'secret'; secret: string; version: Version }
  | { kind: 'input'; input: string }
  | { kind: 'wrong'; problem: string }

/** One setting that may hold a value or a reference, however deep it stands. */
export type Setting = {
  /** `env.TOKEN`, `mcp.env.TOKEN`, `args.0`. */
  path: string
  /** The last word of its path; in a list the option before it or in it (`--token=abc`), else the name of the list. */
  name: string
  /** The names of what it stands in. */
  within: readonly string[]
  value: unknown
}

const isRecord = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Change = (setting: Setting) => unknown
type Place = { path: string; within: readonly string[] }

/** The same settings with each value as `change` gives it. What a reference is made of is no setting by itself. */
export function mapSettings(config: Config, change: Change): Config {
  return mapRecord(config, { path: '', within: [] }, change)
}

function mapRecord(values: object, place: Place, change: Change): Config {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, mapValue(value, name, name, place, change)]),
  )
}

function mapValue(value: unknown, key: string, name: string, { path, within }: Place, change: Change): unknown {
  const here = path ? `${path}.${key}` : key
  const isLeaf = typeof value !== 'object' || value === null || readReference(value) || plainText(value) !== null
  if (isLeaf) return change({ path: here, name, within, value })
  const inside = { path: here, within: [...within, name] }
  if (!Array.isArray(value)) return mapRecord(value, inside, change)
  return value.map((each, i) => mapValue(each, String(i), nameInList(value, i) ?? name, inside, change))
}

/** `--token=abc`, or `abc` behind `--token`; null for what no option names. */
function nameInList(list: readonly unknown[], i: number): string | null {
  const [before, text] = [list[i - 1], list[i]]
  if (typeof text !== 'string') return null
  const [, own] = /^-{0,2}([A-Za-z_][\w-]*)=/.exec(text) ?? []
  const [, option] = (typeof before === 'string' && /^-{1,2}([A-Za-z][\w-]*)$/.exec(before)) || []
  return own ?? (text.startsWith('-') ? null : option) ?? null
}

/** Every setting of an agent that may hold a secret. */
export function settingsIn(config: Config): Setting[] {
  const found: Setting[] = []
  mapSettings(config, (setting) => found.push(setting))
  return found
}

/** The same settings with other values, by path; what `values` does not name stays. */
export function withSettings(config: Config, values: ReadonlyMap<string, unknown>): Config {
  if (values.size === 0) return config
  return mapSettings(config, ({ path, value }) => (values.has(path) ? values.get(path) : value))
}

/**
 * Whether a setting says a secret in the open: a text by its name, by that of anything it stands in, or because an address with a
 * password is in it; a number by its name.
 */
export function isSecret({ name, within, value }: Setting): boolean {
  const text = plainText(value)
  if (text === null) return typeof value === 'number' && isSecretName(name)
  return text !== '' && (isSecretSetting(name, text) || within.some(isSecretName))
}

/** Reads `{secretId, version}`, `{secret_ref}`, `{type: 'secret_ref', secretId}` or `{input}`; null for anything else. */
export function readReference(value: unknown): Reference | null {
  if (!isRecord(value)) return null
  const isSecret = value.secretId !== undefined || value.secret_ref !== undefined || value.type === 'secret_ref'
  if (!isSecret) return isInput(value) ? { kind: 'input', input: value.input } : null
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

/** Nothing stands beside it. */
function isInput(value: Config): value is { input: string } {
  return typeof value.input === 'string' && Object.keys(value).length === 1
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
