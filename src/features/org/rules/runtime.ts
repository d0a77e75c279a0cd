type Config = Record<string, unknown>

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/**
 * How the control plane starts an agent: by a worker's command, by a call to its endpoint, or not at all. An agent that cannot be
 * started fetches its work itself (`POST /agents/:id/heartbeat`); its wakes stay in its inbox until then.
 */
export function startedBy(runtime: string, config: Config): 'bash' | 'http' | null {
  if (runtime === 'bash' && isText(config.command)) return 'bash'
  return isText(config.endpoint) ? 'http' : null
}

/** The setting that a runtime cannot do without, when it is missing. */
export function missingSetting(runtime: string, config: Config): 'endpoint' | null {
  return runtime === 'http' && !isText(config.endpoint) ? 'endpoint' : null
}

/** Settings whose values may be secrets. */
const SECRET_SETTINGS = ['env', 'headers']

/** The settings for eyes that may not change them: the names of variables and headers stay, their values do not. */
export function withoutValues(config: Config): Config {
  const shown = { ...config }
  for (const name of SECRET_SETTINGS) {
    const value = config[name]
    if (value === null || typeof value !== 'object') continue
    shown[name] = Object.fromEntries(Object.keys(value).map((key) => [key, '[hidden]']))
  }
  return shown
}
