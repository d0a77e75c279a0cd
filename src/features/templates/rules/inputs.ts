import { withoutPasswords, withoutSecretsGiven } from '@/features/vault/rules/secret-names'
import { isSecret, readReference, settingsIn, withSettings } from '@/features/vault/rules/settings'
import type { Input } from '../schema'

type Config = Record<string, unknown>

/**
 * An agent's settings without any secret, for a bundle: where one was, `{input: NAME}` says that somebody has to give it again. So it
 * is for references, for values whose name looks secret, and for variables and options that a command sets. Addresses in endpoint and
 * command lose their passwords.
 * @param names names of the secrets that references speak of, by id
 */
export function withoutSecrets(
  agent: { key: string; runtimeConfig: Config },
  names: ReadonlyMap<string, { name: string; description: string }>,
): { runtimeConfig: Config; inputs: Input[] } {
  const { command, inputs } = commandFor(agent.key, agent.runtimeConfig.command)
  const places = new Map<string, unknown>(inputs.map((input) => [input.setting, { input: input.name }]))
  for (const setting of settingsIn(agent.runtimeConfig)) {
    const { path, name, value } = setting
    if (path === 'command') continue
    if (path === 'endpoint' && typeof value === 'string') {
      places.set(path, withoutPasswords(value))
      continue
    }
    const reference = readReference(value)
    if (!reference && !isSecret(setting)) continue
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
function commandFor(agent: string, command: unknown): { command?: string; inputs: Input[] } {
  if (typeof command !== 'string') return { inputs: [] }
  const inputs: Input[] = []
  const clean = withoutSecretsGiven(command, (given) => {
    const name = given.replaceAll('-', '_')
    inputs.push({ name, description: 'It stood in the command.', agent, setting: `env.${name}` })
    return `"$${name}"`
  })
  return { command: clean, inputs }
}

function unique(inputs: readonly Input[]): Input[] {
  const bySetting = new Map(inputs.map((input) => [input.setting, input]))
  return [...bySetting.values()].sort((a, b) => (a.setting < b.setting ? -1 : 1))
}
