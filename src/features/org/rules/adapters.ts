import type { RUNTIMES } from '../schema'

type Runtime = (typeof RUNTIMES)[number]
type Config = Record<string, unknown>

/** What existing clients and packages call each runtime. */
export const ADAPTERS: Readonly<Record<Runtime, string>> = {
  bash: 'process',
  http: 'http',
  'claude-code': 'claude_local',
  codex: 'codex_local',
  cursor: 'cursor',
  openclaw: 'openclaw_gateway',
  'openai-compatible': 'openai_compatible',
  acp: 'acp',
}

/** The runtime of an adapter; undefined for one that is not known. */
export function runtimeOf(adapter: string): Runtime | undefined {
  const known = Object.entries(ADAPTERS).find(([, name]) => name === adapter)
  return known?.[0] as Runtime | undefined
}

/** The adapter of a runtime. */
export function adapterTypeOf(runtime: string): string {
  return (ADAPTERS as Readonly<Record<string, string>>)[runtime] ?? runtime
}

/**
 * Settings of an adapter as the runtime takes them: `url` is its endpoint; a time-out of 0, which means none there, is left to the
 * runtime; `args` in one text are split at blanks. What is not known stays as it is.
 */
export function runtimeConfigOf({ url, timeoutSec, timeoutMs, ...rest }: Config): Config {
  const config: Config = { ...rest }
  if (url !== undefined) config.endpoint = url
  if (typeof rest.args === 'string') config.args = rest.args.split(/\s+/).filter(Boolean)
  const seconds = timeoutSec ?? (typeof timeoutMs === 'number' ? Math.ceil(timeoutMs / 1000) : timeoutMs)
  if (seconds !== undefined) config.timeoutSeconds = seconds === 0 ? null : seconds
  return config
}

/** The same the other way round. */
export function adapterConfigOf(runtime: string, { endpoint, timeoutSeconds, ...rest }: Config): Config {
  return {
    ...rest,
    ...(endpoint === undefined ? {} : { url: endpoint }),
    ...(typeof timeoutSeconds === 'number' ? timeoutOf(runtime, timeoutSeconds) : {}),
  }
}

function timeoutOf(runtime: string, seconds: number): Config {
  return runtime === 'http' ? { timeoutMs: seconds * 1000 } : { timeoutSec: seconds }
}

/** Settings without those that are null: for an agent that had none before. */
export function withoutNulls(config: Config): Config {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null))
}
