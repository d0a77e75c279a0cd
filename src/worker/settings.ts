import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

export type Settings = {
  /** Base URL of the control plane, without a trailing slash. */
  url: string
  key: string
  /** Folder for workspaces and for what is known of running processes; absolute. */
  home: string
  /** How many runs at once. */
  capacity: number
  name: string
  labels: string[]
  /** Whether HTTP agents may live at loopback and private addresses; null leaves it to each agent's own settings. */
  mayCallPrivate: boolean | null
}

/** The message is a sentence for the person who started the worker. */
export class SettingsError extends Error {}

export const USAGE = `Usage: paperclip worker [options]

Leases runs from a control plane and starts them on this machine.

  --url URL        control plane              (PAPERCLIP_URL, default http://127.0.0.1:3100)
  --key KEY        worker key                 (PAPERCLIP_WORKER_KEY)
  --capacity N     runs at once               (PAPERCLIP_WORKER_CAPACITY, default 16)
  --name NAME      name shown to people       (default: the host's name)
  --label LABEL    may be repeated
  --test RUNTIME   check the settings given after it, as JSON, and exit:  --test bash '{"command":"node"}'

PAPERCLIP_WORKER_HOME names the folder for workspaces (default .data/worker).
PAPERCLIP_ALLOW_PRIVATE_ENDPOINTS=1 or 0 says whether HTTP agents may live at private addresses.`

const OPTIONS = {
  url: { type: 'string' },
  key: { type: 'string' },
  capacity: { type: 'string' },
  name: { type: 'string' },
  label: { type: 'string', multiple: true },
  test: { type: 'string' },
  help: { type: 'boolean' },
} as const

/** Splits the command line. @throws SettingsError for an option that does not exist */
export function readFlags(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new SettingsError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
  }
}

/** Settings from flags, then from the environment. @throws SettingsError with one sentence */
export function readSettings(flags: ReturnType<typeof readFlags>['values'], env: NodeJS.ProcessEnv): Settings {
  const url = readUrl(flags.url ?? env.PAPERCLIP_URL ?? 'http://127.0.0.1:3100')
  const key = flags.key ?? env.PAPERCLIP_WORKER_KEY
  if (!key) {
    throw new SettingsError(
      'This worker has no key. Set PAPERCLIP_WORKER_KEY to the key of the control plane (.data/worker.key there).',
    )
  }
  return {
    url: url.href.replace(/\/+$/, ''),
    key,
    home: path.resolve(env.PAPERCLIP_WORKER_HOME || '.data/worker'),
    capacity: readCapacity(flags.capacity ?? env.PAPERCLIP_WORKER_CAPACITY ?? '16'),
    name: flags.name ?? os.hostname(),
    labels: flags.label ?? [],
    mayCallPrivate: readMayCallPrivate(env.PAPERCLIP_ALLOW_PRIVATE_ENDPOINTS, url),
  }
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new SettingsError(`PAPERCLIP_URL is "${text}"; it must be an address such as http://127.0.0.1:3100.`)
}

function readCapacity(text: string): number {
  const capacity = Number(text)
  if (Number.isInteger(capacity) && capacity >= 1 && capacity <= 1000) return capacity
  throw new SettingsError(`The capacity is "${text}"; it must be a whole number from 1 to 1000.`)
}

/** On one's own machine agents are mostly local; elsewhere an agent's address must not reach into the worker's network. */
function readMayCallPrivate(text: string | undefined, url: URL): boolean | null {
  if (text === '1' || text === 'true') return true
  if (text === '0' || text === 'false') return false
  if (text) throw new SettingsError(`PAPERCLIP_ALLOW_PRIVATE_ENDPOINTS is "${text}"; it must be 1 or 0.`)
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname) ? true : null
}
