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
  --labels A,B     what it is or has; agents may ask for it  (PAPERCLIP_WORKER_LABELS; also --label A --label B)
  --home FOLDER    for workspaces             (PAPERCLIP_WORKER_HOME, default .data/worker)
  --test RUNTIME   check the settings given after it, as JSON, and exit:  --test bash '{"command":"node"}'

The key is in .data/worker.key of the control plane, or what PAPERCLIP_WORKER_KEY is set to there. In the environment other users
of this machine do not see it. From another machine:  paperclip worker --url https://paperclip.example.com --key …
PAPERCLIP_ALLOW_PRIVATE_ENDPOINTS=1 or 0 says whether HTTP agents may live at private addresses.`

const OPTIONS = {
  url: { type: 'string' },
  key: { type: 'string' },
  capacity: { type: 'string' },
  name: { type: 'string' },
  label: { type: 'string', multiple: true },
  labels: { type: 'string' },
  home: { type: 'string' },
  test: { type: 'string' },
  help: { type: 'boolean' },
} as const

/** Splits the command line. @throws SettingsError for an option that does not exist */
export function readFlags(argv: readonly string[]) {
  try {
    return parseArgs({ args: withKey(argv), options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new SettingsError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
  }
}

/** A key may begin with a dash, which would be read as the next option. */
function withKey(argv: readonly string[]): string[] {
  const at = argv.indexOf('--key')
  const key = argv[at + 1]
  return at < 0 || key === undefined ? [...argv] : [...argv.slice(0, at), `--key=${key}`, ...argv.slice(at + 2)]
}

/** Settings from flags, then from the environment. @throws SettingsError with one sentence */
export function readSettings(flags: ReturnType<typeof readFlags>['values'], env: NodeJS.ProcessEnv): Settings {
  const url = readUrl(flags.url ?? env.PAPERCLIP_URL ?? 'http://127.0.0.1:3100')
  const key = flags.key ?? env.PAPERCLIP_WORKER_KEY
  if (!key) {
    throw new SettingsError(
      'This worker has no key. Give --key, or set PAPERCLIP_WORKER_KEY, to the key of the control plane (.data/worker.key there).',
    )
  }
  return {
    url: url.href.replace(/\/+$/, ''),
    key,
    home: path.resolve(flags.home ?? (env.PAPERCLIP_WORKER_HOME || '.data/worker')),
    capacity: readCapacity(flags.capacity ?? env.PAPERCLIP_WORKER_CAPACITY ?? '16'),
    name: flags.name ?? os.hostname(),
    labels: readLabels([...(flags.label ?? []), flags.labels ?? env.PAPERCLIP_WORKER_LABELS ?? '']),
    mayCallPrivate: readMayCallPrivate(env.PAPERCLIP_ALLOW_PRIVATE_ENDPOINTS, url),
  }
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new SettingsError(
    `The control plane is "${text}"; it must be an address such as http://127.0.0.1:3100 (--url).`,
  )
}

function readLabels(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => text.split(',')).map((label) => label.trim()))].filter(Boolean)
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
