import { isSecretSetting } from '@/features/vault/rules/secret-names'
import { plainText, readReference, settingsIn, withSettings } from '@/features/vault/rules/settings'
import type { Input } from '../schema'

type Config = Record<string, unknown>

/** A variable that a command sets for itself, as in `TOKEN=abc node agent.js`. */
const ASSIGNMENT = /\b([A-Za-z_][A-Za-z0-9_]*)=("[^"]*"|'[^']*'|[^\s"'`;|&<>()$]+)/g

/**
 * An agent's settings without any secret, for a bundle: where one was, `{input: NAME}` says that somebody has to give it again. So it
 * is for references, for values whose name looks secret, for variables that a command sets, and for passwords in an endpoint's address.
 * @param names names of the secrets that references speak of, by id
 */
export function withoutSecrets(
  agent: { key: string; runtimeConfig: Config },
  names: ReadonlyMap<string, { name: string; description: string }>,
): { runtimeConfig: Config; inputs: Input[] } {
  const { command, inputs } = withoutAssignments(agent.key, agent.runtimeConfig.command)
  const places = new Map<string, unknown>(inputs.map((input) => [input.setting, { input: input.name }]))
  for (const { path, name, value } of settingsIn(agent.runtimeConfig)) {
    if (path === 'command') continue
    if (path === 'endpoint' && typeof value === 'string') {
      places.set(path, withoutPassword(value))
      continue
    }
    const reference = readReference(value)
    const isSecret = reference !== null || isSecretSetting(name, plainText(value) ?? '')
    if (!isSecret || value === '') continue
    const secret = reference?.kind === 'secret' ? names.get(reference.secret) : undefined
    places.set(path, { input: name })
    inputs.push({ name, description: secret?.description ?? '', agent: agent.key, setting: path })
  }
  const config = command === undefined ? agent.runtimeConfig : { ...agent.runtimeConfig, command }
  const env = variablesOf(config.env)
  const added = inputs.filter(({ setting, name }) => setting === `env.${name}` && !(name in env))
  const filled =
    added.length > 0
      ? { ...config, env: { ...env, ...Object.fromEntries(added.map(({ name }) => [name, ''])) } }
      : config
  return { runtimeConfig: withSettings(filled, places), inputs: unique(inputs) }
}

function variablesOf(env: unknown): Config {
  return typeof env === 'object' && env !== null && !Array.isArray(env) ? (env as Config) : {}
}

/** `TOKEN=abc node agent.js` → `TOKEN="$TOKEN" node agent.js`, with TOKEN as a variable that has to be given. */
function withoutAssignments(agent: string, command: unknown): { command?: string; inputs: Input[] } {
  if (typeof command !== 'string') return { inputs: [] }
  const inputs: Input[] = []
  const clean = command.replace(ASSIGNMENT, (whole, name: string, value: string) => {
    if (!isSecretSetting(name, value.replace(/^["']|["']$/g, '')) || value.includes(`$${name}`)) return whole
    inputs.push({ name, description: 'It stood in the command.', agent, setting: `env.${name}` })
    return `${name}="$${name}"`
  })
  return { command: clean, inputs }
}

function withoutPassword(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/i, '$1')
}

function unique(inputs: readonly Input[]): Input[] {
  const bySetting = new Map(inputs.map((input) => [input.setting, input]))
  return [...bySetting.values()].sort((a, b) => (a.setting < b.setting ? -1 : 1))
}
