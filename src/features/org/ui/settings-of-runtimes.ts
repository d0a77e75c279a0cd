import { readReference } from '@/features/vault/rules/settings'

type Config = Record<string, unknown>

/**
 * One setting of a runtime on a form. `words` is a list, one a line; a `secret` is kept in the vault, and an empty field leaves it as
 * it is.
 */
export type Setting = {
  name: string
  label: string
  kind: 'text' | 'address' | 'number' | 'words' | 'secret' | 'choice'
  isNeeded?: boolean
  hint?: string
  placeholder?: string
  choices?: readonly { value: string; label: string }[]
}

const allowedCommands: Setting = {
  ...{ name: 'allowedCommands', label: 'Allowed commands', kind: 'words', placeholder: 'git\nnpm test' },
  hint: 'One a line: a program, or a program with the beginning of its arguments; * allows anything. Left empty, it runs no commands.',
}

const SETTINGS: Readonly<Record<string, readonly Setting[]>> = {
  'openai-compatible': [
    {
      ...{
        name: 'baseUrl',
        label: 'Address',
        kind: 'address',
        placeholder: 'http://localhost:11434/v1',
      },
      hint: "Ollama, vLLM, LM Studio, or any endpoint that speaks chat completions. Left empty, the company's model providers.",
    },
    { name: 'model', label: 'Model', kind: 'text', isNeeded: true, placeholder: 'qwen3-coder' },
    { name: 'apiKey', label: 'API key', kind: 'secret', hint: 'Kept as a secret. Many local endpoints need none.' },
    { name: 'temperature', label: 'Temperature', kind: 'number', placeholder: '0.2' },
    { name: 'maxTurns', label: 'Turns in one run', kind: 'number', placeholder: '50' },
    {
      ...{ name: 'contextTokens', label: 'Context in tokens', kind: 'number', placeholder: '32000' },
      hint: 'What the model can hold at once; older steps of a run are left out beyond it.',
    },
    allowedCommands,
  ],
  acp: [
    {
      ...{ name: 'command', label: 'Program', kind: 'text', isNeeded: true, placeholder: 'gemini' },
      hint: 'An agent that speaks the Agent Client Protocol on its standard input and output.',
    },
    { name: 'args', label: 'Arguments', kind: 'words', placeholder: '--acp', hint: 'One a line.' },
    allowedCommands,
  ],
  openclaw: [
    {
      ...{ name: 'endpoint', label: 'Gateway', kind: 'address', placeholder: 'ws://127.0.0.1:18789' },
      hint: 'Each run is one message to the agent behind it. Left empty, the agent fetches its work itself.',
    },
    { name: 'authToken', label: 'Token of the gateway', kind: 'secret', hint: 'Kept as a secret.' },
    { name: 'agentId', label: "The gateway's agent", kind: 'text', placeholder: 'main' },
  ],
}

/** The settings of a runtime that has a form of its own; undefined for the others. */
export function settingsOf(runtime: string): readonly Setting[] | undefined {
  return Object.hasOwn(SETTINGS, runtime) ? SETTINGS[runtime] : undefined
}

/** What stands in a field for a setting. A secret never does. */
export function shownValue({ kind }: Setting, value: unknown): string {
  if (kind === 'secret') return ''
  if (kind === 'words') return Array.isArray(value) ? value.join('\n') : ''
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** The settings from a sent form, on top of what was there before. An emptied field takes its setting away, a secret stays. */
export function readSettings(form: FormData, settings: readonly Setting[], before: Config): Config {
  const config = { ...before }
  for (const setting of settings) {
    const text = String(form.get(setting.name) ?? '').trim()
    if (text !== '') config[setting.name] = valueIn(setting, text)
    else if (setting.kind !== 'secret' || !readReference(before[setting.name])) delete config[setting.name]
  }
  return config
}

/** A number that is none is sent as it is: the answer says what is wrong with it. */
function valueIn({ kind }: Setting, text: string): unknown {
  if (kind === 'number') return Number.isNaN(Number(text)) ? text : Number(text)
  if (kind !== 'words') return text
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}
