import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

type Call = { KeyId?: string; CiphertextBlob?: string; EncryptionContext?: Record<string, string> }

const REGION = 'eu-test-1'
const arnOf = (alias: string) => `arn:aws:kms:${REGION}:111122223333:key/${alias}`

/** A key service: speaks what Amazon's does over HTTP, with keys of its own that never leave it. */
export async function startKeyService(keys: readonly string[]) {
  const held = new Map(keys.map((name) => [arnOf(name), { key: randomBytes(32), isEnabled: true }]))
  const accessKeyId = `AKIA${randomBytes(8).toString('hex').toUpperCase()}`
  const calls: string[] = []

  const answer = (target: string, credential: string, call: Call): object => {
    if (credential !== accessKeyId) throw new ServiceError('UnrecognizedClientException')
    const KeyId = call.KeyId?.startsWith('arn:') ? call.KeyId : arnOf(call.KeyId ?? '')
    const master = held.get(KeyId)
    if (!master) throw new ServiceError('NotFoundException')
    if (!master.isEnabled) throw new ServiceError('DisabledException')
    const aad = Buffer.from(JSON.stringify(call.EncryptionContext ?? {}))
    if (target === 'TrentService.GenerateDataKey') {
      const plain = randomBytes(32)
      const blob = encrypt(master.key, plain, aad)
      return { KeyId, Plaintext: plain.toString('base64'), CiphertextBlob: blob.toString('base64') }
    }
    if (target !== 'TrentService.Decrypt') throw new ServiceError('UnknownOperationException')
    const plain = decrypt(master.key, Buffer.from(call.CiphertextBlob ?? '', 'base64'), aad)
    return { KeyId, Plaintext: plain.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
  }

  const server = http.createServer(async (request, response) => {
    const target = String(request.headers['x-amz-target'])
    const credential = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? ''
    calls.push(target.replace('TrentService.', ''))
    response.setHeader('content-type', 'application/x-amz-json-1.1')
    try {
      response.end(JSON.stringify(answer(target, credential, (await json(request)) as Call)))
    } catch (error) {
      const type = error instanceof ServiceError ? error.type : 'InvalidCiphertextException'
      response.writeHead(400).end(JSON.stringify({ __type: type, message: 'refused by the key service' }))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accessKeyId,
    arnOf,
    /** What was asked so far. */
    calls,
    setEnabled(name: string, isEnabled: boolean) {
      const key = held.get(arnOf(name))
      if (key) key.isEnabled = isEnabled
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

class ServiceError extends Error {
  constructor(readonly type: string) {
    super(type)
  }
}

function encrypt(key: Buffer, plain: Buffer, aad: Buffer): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, blob: Buffer, aad: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, blob.subarray(0, 12))
  decipher.setAAD(aad).setAuthTag(blob.subarray(-16))
  return Buffer.concat([decipher.update(blob.subarray(12, -16)), decipher.final()])
}
