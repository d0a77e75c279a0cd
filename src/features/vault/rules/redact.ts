import { isSecretSetting } from './secret-names'
import { readReference } from './settings'

const HIDDEN = '[hidden]'

/**
 * A copy of any JSON in which the values of secret-looking fields are hidden. References to the vault, numbers and switches stay.
 * @param hidesSettings also hides what the variables and headers of a runtime are set to, whatever they are called
 */
export function withoutSecrets(value: unknown, hidesSettings = false): unknown {
  if (Array.isArray(value)) return value.map((entry) => withoutSecrets(entry, hidesSettings))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([name, entry]) => [name, shown(name, entry, hidesSettings)])
  return Object.fromEntries(entries)
}

function shown(name: string, value: unknown, hidesSettings: boolean): unknown {
  const reference = readReference(value)
  // only what a reference is made of: nothing hides beside it
  if (reference?.kind === 'secret') return { secretId: reference.secret, version: reference.version }
  if (reference?.kind === 'input') return { input: reference.input }
  const isTold = typeof value === 'string' || (value !== null && typeof value === 'object')
  if (isTold && isSecretSetting(name, typeof value === 'string' ? value : '')) return HIDDEN
  const isSettings = hidesSettings && (name === 'env' || name === 'headers')
  if (isSettings && value !== null && typeof value === 'object') return withoutValues(value)
  return withoutSecrets(value, hidesSettings)
}

function withoutValues(settings: object): object {
  const names = Object.entries(settings).map(([name, value]) => {
    return [name, readReference(value) === null ? HIDDEN : shown(name, value, false)]
  })
  return Object.fromEntries(names)
}
