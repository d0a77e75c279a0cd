import { createHmac } from 'node:crypto'
import type { z } from 'zod'
import { isSameSecret, newToken, sha256 } from '@/platform/crypto'
import { Refusal } from '@/platform/errors'
import { type Sealed, type SealedColumns, seal, unseal } from '@/platform/sealed'
import type { Signing } from './schema'

type SigningMode = z.output<typeof Signing>

/** A sealed secret opens only for this trigger of this company. */
const placeOf = (companyId: string, triggerId: string) => `${companyId}/routine-trigger/${triggerId}`

/** Where secrets of webhooks are kept. */
export const WEBHOOK_SECRETS: SealedColumns = {
  table: 'RoutineTrigger',
  ids: ['id'],
  ...{ keyId: 'secretKeyId', nonce: 'secretNonce', ciphertext: 'secretCiphertext' },
  placeOf: (companyId, [id = '']) => placeOf(companyId, id),
}

/** A webhook's secret as a row has it. */
export type SealedSecret = {
  secretKeyId: string | null
  secretNonce: Buffer | null
  secretCiphertext: Buffer | null
}

/** The same as it is written. */
type Stored = {
  secretKeyId: string | null
  secretNonce: Uint8Array<ArrayBuffer> | null
  secretCiphertext: Uint8Array<ArrayBuffer> | null
}

/** A new secret for a webhook, in the open for this one answer, and as it is stored. None where deliveries are not signed. */
export function newSecret(
  signing: SigningMode | null,
  companyId: string,
  triggerId: string,
): { secret: string | null; stored: Stored } {
  if (signing === null || signing === 'none') {
    return { secret: null, stored: { secretKeyId: null, secretNonce: null, secretCiphertext: null } }
  }
  const secret = newToken('whsec')
  const { keyId, nonce, ciphertext } = seal(secret, placeOf(companyId, triggerId))
  const stored = {
    secretKeyId: keyId,
    secretNonce: new Uint8Array(nonce),
    secretCiphertext: new Uint8Array(ciphertext),
  }
  return { secret, stored }
}

/** @throws Refusal broken_rule when the key that it was sealed with is not here */
export function openSecret(stored: Sealed, companyId: string, triggerId: string): string {
  return unseal(stored, placeOf(companyId, triggerId))
}

/** What came to a webhook: the body as it was sent, and the headers that sign it. */
export type Delivery = {
  body: string
  authorization: string | null
  signature: string | null
  timestamp: string | null
  githubSignature: string | null
  idempotencyKey: string | null
}

/** `isProof`: the key follows from the signature, so that whoever sends it again replays. Else the sender chose it. */
export type Admitted = { deliveryKey: string | null; isProof: boolean }

type Expected = { signing: SigningMode; replayWindowSeconds: number; secret: string | null }

/**
 * Proves that a delivery comes from who has the secret.
 * @returns what tells it from every other delivery; null where nothing does
 * @throws Refusal unauthenticated that says which header is missing, wrong or too old
 */
export function admit({ signing, replayWindowSeconds, secret }: Expected, delivery: Delivery, now: Date): Admitted {
  const chosen = { deliveryKey: delivery.idempotencyKey && sha256(`sent:${delivery.idempotencyKey}`), isProof: false }
  if (signing === 'none') return chosen
  if (secret === null) throw refused('This webhook has no secret. Rotate it.')
  if (signing === 'bearer') {
    const token = /^Bearer\s+(\S+)\s*$/i.exec(delivery.authorization ?? '')?.[1] ?? ''
    if (!isSameSecret(token, secret)) throw refused('Send the secret as Authorization: Bearer.')
    return chosen
  }
  if (signing === 'github_hmac')
    return admitSigned(secret, delivery.body, delivery.githubSignature, 'X-Hub-Signature-256')
  const { timestamp } = delivery
  const sentAt = instantOf(timestamp)
  if (sentAt === null) throw refused('X-Paperclip-Timestamp must be the time of sending in seconds since 1970.')
  if (Math.abs(now.getTime() - sentAt) > replayWindowSeconds * 1000) {
    throw refused(`X-Paperclip-Timestamp is more than ${replayWindowSeconds} seconds away from now.`)
  }
  return admitSigned(secret, `${timestamp}.${delivery.body}`, delivery.signature, 'X-Paperclip-Signature')
}

function admitSigned(secret: string, signed: string, given: string | null, header: string): Admitted {
  const expected = createHmac('sha256', secret).update(signed).digest('hex')
  const sent = (given ?? '')
    .trim()
    .replace(/^sha256=/i, '')
    .toLowerCase()
  if (!isSameSecret(sent, expected)) {
    throw refused(`${header} is missing or is not the HMAC-SHA256 of this delivery under the secret.`)
  }
  return { deliveryKey: sha256(`signed:${expected}`), isProof: true }
}

/** Seconds or milliseconds since 1970, as milliseconds. */
function instantOf(text: string | null): number | null {
  if (!text || !/^\d{9,14}$/.test(text)) return null
  const number = Number(text)
  return number < 100_000_000_000 ? number * 1000 : number
}

function refused(message: string): Refusal {
  return new Refusal('unauthenticated', message, { rule: 'webhook_signature' })
}
