import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** Who the worker is to a gateway: a key pair, whose public half a person approves there once. */
export type Device = { id: string; publicKey: string; privateKey: KeyObject }

/** How many bytes of the DER form stand before the 32 of an Ed25519 key. */
const DER_PREFIX = 12

/** The device of this agent on this worker, made at its first use. It is kept beside the agent's workspace, closed to others. */
export function ensureDevice(workspace: string): Device {
  const file = path.join(workspace, '.paperclip', 'openclaw-device.pem')
  if (!fs.existsSync(file)) {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    fs.writeFileSync(file, newKey(), { mode: 0o600 })
  }
  return deviceOf(createPrivateKey(fs.readFileSync(file)))
}

/** A device that nobody knows, for a test of settings. */
export function passingDevice(): Device {
  return deviceOf(createPrivateKey(newKey()))
}

function newKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function deviceOf(privateKey: KeyObject): Device {
  const raw = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(DER_PREFIX)
  const id = createHash('sha256').update(raw).digest('hex')
  return { id, publicKey: raw.toString('base64url'), privateKey }
}

type Claim = {
  clientId: string
  clientMode: string
  role: string
  scopes: readonly string[]
  platform: string
  token: string
  nonce: string
}

/** What proves a device to the gateway that gave the nonce: version 3 of the gateway's signature. */
export function proofOf(device: Device, claim: Claim, nowMs: number) {
  const { clientId, clientMode, role, scopes, platform, token, nonce } = claim
  const deviceFamily = ''
  const parts = [
    'v3',
    device.id,
    clientId,
    clientMode,
    role,
    scopes.join(','),
    String(nowMs),
    token,
    nonce,
    platform,
    deviceFamily,
  ]
  const signature = sign(null, Buffer.from(parts.join('|')), device.privateKey).toString('base64url')
  return { id: device.id, publicKey: device.publicKey, signature, signedAt: nowMs, nonce }
}
