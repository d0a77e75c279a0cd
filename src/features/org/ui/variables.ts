import { readReference } from '@/features/vault/rules/settings'

type Config = Record<string, unknown>

/** Variables of a command, or headers of a call: a value, a secret that is kept, or one that somebody has yet to give. */
export type Variable = { name: string; kind: 'plain' | 'secret' | 'missing'; value: string }

/** The setting that holds them, by runtime. */
export function listFor(runtime: string): 'env' | 'headers' {
  return runtime === 'bash' || runtime === 'acp' ? 'env' : 'headers'
}

/** The variables of an agent's settings. A secret's value is not among them. */
export function variablesIn(config: Config, list: 'env' | 'headers'): Variable[] {
  return Object.entries(recordOf(config[list])).map(([name, value]) => {
    const reference = readReference(value)
    if (reference) return { name, kind: reference.kind === 'input' ? 'missing' : 'secret', value: '' }
    return { name, kind: 'plain', value: typeof value === 'string' ? value : JSON.stringify(value) }
  })
}

/**
 * The settings with the variables that a form holds. What is left empty keeps its secret, or goes on missing; what is not in the form
 * any more is gone.
 */
export function withVariables(
  config: Config,
  list: 'env' | 'headers',
  sent: { name: string; value: string }[],
): Config {
  const before = recordOf(config[list])
  const entries = sent.flatMap(({ name, value }): [string, unknown][] => {
    if (name === '') return []
    const old = before[name]
    return [[name, value === '' && readReference(old) ? old : value]]
  })
  const { [list]: _old, ...rest } = config
  return entries.length > 0 ? { ...rest, [list]: Object.fromEntries(entries) } : rest
}

function recordOf(value: unknown): Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
