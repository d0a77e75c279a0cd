import { withoutSecretsGiven } from '@/features/vault/rules/secret-names'
import { isSecret, mapSettings, openInputs } from '@/features/vault/rules/settings'
import type { Difference } from './diff'

type Config = Record<string, unknown>

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Runtimes that are the command line of a coding agent: a worker starts them where it has the program. */
export const COMMAND_LINES: readonly string[] = ['claude-code', 'codex', 'opencode', 'gemini', 'cursor']

/** Whether the runtime is the command line of a coding agent. */
export function isCommandLine(runtime: string): boolean {
  return COMMAND_LINES.includes(runtime)
}

/** Whether the agent's program keeps conversations, of which one is gone on with at the next run of its task. */
export function hasSessions(runtime: string): boolean {
  return isCommandLine(runtime) || runtime === 'acp'
}

/**
 * How the control plane starts an agent: by a worker's command, by a call to its endpoint, by a coding agent's command line, or not
 * at all. An agent that cannot be started fetches its work itself (`POST /agents/:id/heartbeat`); its wakes stay in its inbox until
 * then.
 */
export function startedBy(runtime: string, config: Config): string | null {
  if (runtime === 'bash' && isText(config.command)) return 'bash'
  if (runtime === 'openclaw' && isGateway(config.endpoint)) return 'openclaw'
  if (SPEAKING.has(runtime)) return missingSetting(runtime, config) === null ? runtime : null
  if (isText(config.endpoint)) return 'http'
  return isCommandLine(runtime) ? runtime : null
}

/** Runtimes that speak a protocol of their own, and the settings that they cannot do without. */
const SPEAKING: ReadonlyMap<string, readonly string[]> = new Map([
  // without an address its models are behind the gateway
  ['openai-compatible', ['model']],
  ['acp', ['command']],
])

const isGateway = (endpoint: unknown) => isText(endpoint) && /^wss?:/i.test(endpoint)

/** The setting that a runtime cannot do without, when it is missing. */
export function missingSetting(runtime: string, config: Config): string | null {
  const needed = runtime === 'http' ? ['endpoint'] : (SPEAKING.get(runtime) ?? [])
  return needed.find((name) => !isText(config[name])) ?? null
}

/** The runtime of an agent for which nobody named one. */
export function defaultRuntime(config: Config): 'bash' | 'http' {
  return isText(config.endpoint) ? 'http' : 'bash'
}

/**
 * Whether nobody has said yet how an agent is run: its runtime lacks a setting, or none was named and it cannot be started. One that
 * is named `bash` and has no command fetches its work itself, on purpose. So is one with a secret that nobody has filled in.
 */
export function needsConfig(runtime: string | undefined, config: Config): boolean {
  if (openInputs(config).length > 0) return true
  if (runtime) return missingSetting(runtime, config) !== null
  return startedBy(defaultRuntime(config), config) === null
}

/** Lists of settings whose values may be secrets. */
const SECRET_LISTS = ['env', 'headers']
const HIDDEN = '[hidden]'

/**
 * The settings for eyes that may not change them: the names of variables, headers and secrets stay, their values do not, however
 * deep they stand.
 */
export function withoutValues(config: Config): Config {
  return mapSettings(config, (setting) => {
    const { path, within, value } = setting
    if (within.some((name) => SECRET_LISTS.includes(name)) || isSecret(setting)) return HIDDEN
    return path === 'command' && typeof value === 'string' ? withoutSecretsGiven(value, () => HIDDEN) : value
  })
}

/** The same for differences between two settings, by their paths. */
export function withoutChangedValues(differences: readonly Difference[]): Difference[] {
  return differences.map(({ key, from, to }) => {
    const [setting, ...names] = key.split('.')
    if (setting !== 'runtimeConfig') return { key, from, to }
    return { key, from: shownAt(names, from), to: shownAt(names, to) }
  })
}

/** What is shown of a value that stands at this path of the settings. */
function shownAt(names: readonly string[], value: unknown): unknown {
  if (value === null) return null
  let shown: unknown = withoutValues(names.reduceRight((inner, name) => ({ [name]: inner }), value) as Config)
  for (const name of names) {
    // hidden with what it stands in
    if (typeof shown !== 'object' || shown === null) break
    shown = (shown as Config)[name]
  }
  return shown
}
