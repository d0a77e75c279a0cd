import type { RUNTIMES } from '../schema'
import { isCommandLine } from './runtime'

type Runtime = (typeof RUNTIMES)[number]
type Config = Record<string, unknown>

/** What existing clients and packages call each runtime. */
export const ADAPTERS: Readonly<Record<Runtime, string>> = {
  bash: 'process',
  http: 'http',
  'claude-code': 'claude_local',
  codex: 'codex_local',
  opencode: 'opencode_local',
  gemini: 'gemini_local',
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
 * runtime; `args` in one text are split at blanks; a command line of agents has `extraArgs`, turns and a switch for its permissions
 * under other names. What is not known stays as it is.
 */
export function runtimeConfigOf({ url, timeoutSec, timeoutMs, ...others }: Config): Config {
  const { maxTurnsPerRun, dangerouslySkipPermissions, dangerouslyBypassApprovalsAndSandbox, extraArgs, ...rest } =
    others
  const skipPermissions = dangerouslySkipPermissions ?? dangerouslyBypassApprovalsAndSandbox
  const config: Config = {
    ...rest,
    ...(maxTurnsPerRun === undefined ? {} : { maxTurns: maxTurnsPerRun }),
    ...(skipPermissions === undefined ? {} : { skipPermissions }),
    ...(extraArgs === undefined ? {} : { args: extraArgs }),
  }
  if (url !== undefined) config.endpoint = url
  if (typeof config.args === 'string') config.args = config.args.split(/\s+/).filter(Boolean)
  const seconds = timeoutSec ?? (typeof timeoutMs === 'number' ? Math.ceil(timeoutMs / 1000) : timeoutMs)
  if (seconds !== undefined) config.timeoutSeconds = seconds === 0 ? null : seconds
  return config
}

/** The same the other way round. */
export function adapterConfigOf(runtime: string, { endpoint, timeoutSeconds, ...others }: Config): Config {
  const { maxTurns, skipPermissions, args, ...rest } = others
  const skip = runtime === 'codex' ? 'dangerouslyBypassApprovalsAndSandbox' : 'dangerouslySkipPermissions'
  return {
    ...rest,
    ...(maxTurns === undefined ? {} : { maxTurnsPerRun: maxTurns }),
    ...(skipPermissions === undefined ? {} : { [skip]: skipPermissions }),
    ...(args === undefined ? {} : { [isCommandLine(runtime) ? 'extraArgs' : 'args']: args }),
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
