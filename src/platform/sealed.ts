import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Refusal } from './errors'
import { masterKeys } from './master-key'

/** AES-256-GCM: a fresh 96-bit nonce, and the cipher text with its 128-bit tag at the end. */
export type Sealed = { keyId: string; nonce: Buffer; ciphertext: Buffer }

/** Where sealed texts stand in a table of companies. */
export type SealedColumns = {
  table: string
  /** Columns that name a row within its company. */
  ids: string[]
  keyId: string
  nonce: string
  ciphertext: string
  /** The place that a row's text was sealed for; `ids` as text, in the order of the columns. */
  placeOf(companyId: string, ids: readonly string[]): string
}

const TAG_BYTES = 16

/**
 * Encrypts a text under the master key.
 * @param place what the text belongs to, as in `company/secret/version`: it opens nowhere else
 */
export function seal(text: string, place: string): Sealed {
  const [{ id, key }] = masterKeys()
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(place))
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { keyId: id, nonce, ciphertext }
}

/**
 * Decrypts what `seal` made at the same place.
 * @throws Refusal broken_rule when it was sealed with a key that is not here, or was changed since
 */
export function unseal({ keyId, nonce, ciphertext }: Sealed, place: string): string {
  const master = masterKeys().find((each) => each.id === keyId)
  if (!master) {
    const message = `This was sealed with the master key ${keyId}, which this server does not have. Add that key to PAPERCLIP_MASTER_KEY.`
    throw new Refusal('broken_rule', message, { rule: 'master_key_missing', keyId })
  }
  try {
    const end = ciphertext.length - TAG_BYTES
    const decipher = createDecipheriv('aes-256-gcm', master.key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(place)).setAuthTag(ciphertext.subarray(end))
    return Buffer.concat([decipher.update(ciphertext.subarray(0, end)), decipher.final()]).toString('utf8')
  } catch {
    throw new Refusal('broken_rule', 'What is stored of this secret was changed or damaged. Rotate it.', {
      rule: 'sealed_text_damaged',
    })
  }
}
