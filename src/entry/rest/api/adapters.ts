import { z } from 'zod'
import { Runtime } from '@/features/org'

/** What this dialect calls each runtime. */
const TYPES: Record<z.output<typeof Runtime>, string> = {
  bash: 'process',
  http: 'http',
  'claude-code': 'claude_local',
  codex: 'codex_local',
  cursor: 'cursor',
  openclaw: 'openclaw_gateway',
}
const ADAPTER_TYPES = Object.values(TYPES)

type Config = Record<string, unknown>

/** The adapter of an agent: read as its runtime. */
export const AdapterType = z
  .string()
  .transform((text, context) => {
    const runtime = Runtime.options.find((each) => TYPES[each] === text)
    if (runtime) return runtime
    const message = `must be one of ${ADAPTER_TYPES.join(', ')}`
    context.addIssue({ code: 'custom', message, params: { rule: 'unknown_adapter' } })
    return z.NEVER
  })
  .meta({ type: 'string', enum: ADAPTER_TYPES, example: 'process' })

/** The name of a runtime in this dialect. */
export function adapterTypeOf(runtime: string): string {
  const known = Runtime.safeParse(runtime)
  return known.success ? TYPES[known.data] : runtime
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
