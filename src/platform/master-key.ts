import { createHmac, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { env } from './env'
import { Refusal } from './errors'

/** The key that seals secrets. `id` names it in what it sealed, and tells nothing about it. */
export type MasterKey = { id: string; key: Buffer }

const KEY_BYTES = 32
/** Beside the other keys of a local installation; every process of it starts in the same folder. */
const FILE = path.join('.data', 'master.key')

/** 32 bytes from their text in base64, base64url or hex; null when the text is anything else. */
export function readMasterKey(text: string): Buffer | null {
  const trimmed = text.trim()
  const isHex = /^[0-9a-f]{64}$/i.test(trimmed)
  const key = Buffer.from(trimmed, isHex ? 'hex' : 'base64')
  return key.length === KEY_BYTES && (isHex || /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) ? key : null
}

let known: { text: string | undefined; keys: [MasterKey, ...MasterKey[]] } | undefined

/**
 * The keys of this installation: the first one seals, the others still open what they sealed before. From PAPERCLIP_MASTER_KEY
 * (several are separated by commas), else from `.data/master.key`, which is made when it is not there.
 * @throws Refusal broken_rule that says what to set, when there is no key and none can be kept
 */
export function masterKeys(): [MasterKey, ...MasterKey[]] {
  const text = env().PAPERCLIP_MASTER_KEY
  if (known && known.text === text) return known.keys
  const [first, ...others] = (text ?? keyOnDisk()).split(',').map(parseKey)
  known = { text, keys: [first!, ...others] }
  return known.keys
}

function parseKey(text: string): MasterKey {
  const key = readMasterKey(text)
  if (!key) throw unusable(`${FILE} does not hold a key of ${KEY_BYTES} bytes`)
  return { id: createHmac('sha256', key).update('paperclip master key').digest('hex').slice(0, 16), key }
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
