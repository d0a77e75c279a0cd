import { createHmac, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { env } from './env'
import { Refusal } from './errors'

/** Where a master key comes from, as the person who keeps it knows it. */
export type KeySource = 'PAPERCLIP_MASTER_KEY_KMS' | 'PAPERCLIP_MASTER_KEY' | 'PAPERCLIP_MASTER_KEY_FILE' | typeof FILE

/** The key that seals secrets. `id` names it in what it sealed, and tells nothing about it. */
export type MasterKey = { id: string; key: Buffer; source: KeySource }

type Keys = [MasterKey, ...MasterKey[]]

export const KEY_BYTES = 32
/** Beside the other keys of a local installation; every process of it starts in the same folder. */
const FILE = '.data/master.key'

/** 32 bytes from their text in base64, base64url or hex; null when the text is anything else. */
export function readMasterKey(text: string): Buffer | null {
  const trimmed = text.trim()
  const isHex = /^[0-9a-f]{64}$/i.test(trimmed)
  const key = Buffer.from(trimmed, isHex ? 'hex' : 'base64')
  return key.length === KEY_BYTES && (isHex || /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) ? key : null
}

/** A key with its id, which follows from it. */
export function masterKeyOf(key: Buffer, source: KeySource): MasterKey {
  return { id: createHmac('sha256', key).update('paperclip master key').digest('hex').slice(0, 16), key, source }
}

type Kept = { known?: Keys; unwrapped: MasterKey[] }
// On globalThis, as the pools are: the bundles of one process have the same keys.
const store = globalThis as typeof globalThis & { paperclipMasterKeys?: Kept }

function kept(): Kept {
  store.paperclipMasterKeys ??= { unwrapped: [] }
  return store.paperclipMasterKeys
}

/** Adds what a key service opened at the start: first that of the key which the settings name, where they name one. */
export function keepUnwrapped(unwrapped: MasterKey[]): void {
  store.paperclipMasterKeys = { unwrapped }
}

/**
 * The keys of this installation: the first one seals, the others still open what they sealed before. In this order: that of the key
 * service, PAPERCLIP_MASTER_KEY, PAPERCLIP_MASTER_KEY_FILE (both may list several), `.data/master.key`, which is made when there is no other.
 * @throws Refusal broken_rule that says what to set, when there is no key and none can be kept
 */
export function masterKeys(): Keys {
  const state = kept()
  state.known ??= distinct(gather(state.unwrapped))
  return state.known
}

/** The same; none where no key can be had: nothing was sealed there, and whoever needs one is told. */
export function masterKeysOrNone(): MasterKey[] {
  try {
    return masterKeys()
  } catch {
    return []
  }
}

function gather(unwrapped: readonly MasterKey[]): MasterKey[] {
  const { PAPERCLIP_MASTER_KEY: text, PAPERCLIP_MASTER_KEY_FILE: file, PAPERCLIP_MASTER_KEY_KMS: service } = env()
  const given = [
    ...(text ? parse(text, 'PAPERCLIP_MASTER_KEY') : []),
    ...(file ? parse(readKeyFile(file), 'PAPERCLIP_MASTER_KEY_FILE') : []),
  ]
  if (service) {
    if (unwrapped.length === 0) throw unusable('the key service was not asked for its key yet')
    return [...unwrapped, ...given, ...leftOnDisk()]
  }
  // without its name in the settings, the service still opens what it sealed
  return given.length > 0 ? [...given, ...unwrapped, ...leftOnDisk()] : [...parse(keyOnDisk(), FILE), ...unwrapped]
}

function distinct(keys: readonly MasterKey[]): Keys {
  return [...new Map(keys.map((key) => [key.id, key])).values()] as Keys
}

function parse(text: string, source: KeySource): MasterKey[] {
  return text
    .trim()
    .split(/\s*[,\n]\s*/)
    .map((each) => {
      const key = readMasterKey(each)
      if (!key) throw unusable(`${source} does not hold a key of ${KEY_BYTES} bytes`)
      return masterKeyOf(key, source)
    })
}

function readKeyFile(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not there' : 'cannot be read'
    throw unusable(`the file ${file} of PAPERCLIP_MASTER_KEY_FILE ${why}`)
  }
}

/** What sealed before another key was set: it opens that still. */
function leftOnDisk(): MasterKey[] {
  try {
    return parse(fs.readFileSync(FILE, 'utf8'), FILE)
  } catch {
    return []
  }
}

function keyOnDisk(): string {
  try {
    return fs.readFileSync(FILE, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unusable(`${FILE} cannot be read`)
  }
  return makeKeyOnDisk()
}

/** Whoever comes first makes it; everybody else reads that one. */
function makeKeyOnDisk(): string {
  const fresh = `${FILE}.${randomBytes(8).toString('hex')}`
  try {
    fs.mkdirSync(path.dirname(FILE), { recursive: true, mode: 0o700 })
    fs.writeFileSync(fresh, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    try {
      fs.linkSync(fresh, FILE)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    return fs.readFileSync(FILE, 'utf8')
  } catch {
    throw unusable(`there is no key, and ${FILE} cannot be written`)
  } finally {
    fs.rmSync(fresh, { force: true })
  }
}

function unusable(why: string): Refusal {
  const message = `Secrets cannot be kept: ${why}. Set PAPERCLIP_MASTER_KEY to 32 random bytes (openssl rand -base64 32), the same for every server.`
  return new Refusal('broken_rule', message, { rule: 'master_key_missing' })
}
