import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { asDatabaseOwner } from '@/testing/company'
import { startKeyService } from '@/testing/key-service'
import type { MasterKey } from './master-key'

let service: Awaited<ReturnType<typeof startKeyService>>
const before = { ...process.env }
const unused = 'http://127.0.0.1:9'

// a folder without the key that a server which ran in this one left there
const folder = process.cwd()
const empty = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-key-service-'))

beforeAll(async () => {
  process.chdir(empty)
  service = await startKeyService(['first', 'second', 'third', 'off'])
})
afterEach(async () => {
  await asDatabaseOwner('DELETE FROM "WrappedKey"')
  service.calls.length = 0
})
afterAll(async () => {
  await service.close()
  const { closePools } = await import('./database/pools')
  await closePools()
  process.chdir(folder)
  fs.rmSync(empty, { recursive: true })
})

/** A server that starts with these settings. */
async function started(settings: Record<string, string>) {
  vi.resetModules()
  const kept = globalThis as { paperclipMasterKeys?: unknown }
  delete kept.paperclipMasterKeys
  const { PAPERCLIP_MASTER_KEY: _own, ...rest } = before
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, rest, {
    ...{ KMS_ENDPOINT: service.url, AWS_ACCESS_KEY_ID: service.accessKeyId, AWS_SECRET_ACCESS_KEY: 'any' },
    ...settings,
  })
  const { openKeyService } = await import('./key-service')
  await openKeyService()
  const { masterKeys } = await import('./master-key')
  const { seal, unseal } = await import('./sealed')
  return { keys: masterKeys(), seal, unseal }
}

const idsOf = (keys: readonly MasterKey[]) => keys.map(({ id }) => id)

it('gets its master key from the service, asked once at each start, and keeps it closed in the database', async () => {
  const PAPERCLIP_MASTER_KEY_KMS = service.arnOf('first')
  const first = await started({ PAPERCLIP_MASTER_KEY_KMS })
  const sealed = first.seal('swordfish', 'here')
  expect(service.calls).toEqual(['GenerateDataKey'])
  const again = await started({ PAPERCLIP_MASTER_KEY_KMS })
  expect(service.calls).toEqual(['GenerateDataKey', 'Decrypt'])
  expect(again.unseal(sealed, 'here')).toBe('swordfish')
  expect(again.keys[0].source).toBe('PAPERCLIP_MASTER_KEY_KMS')
  const rows = await asDatabaseOwner<{ wrapped: Buffer }>('SELECT wrapped FROM "WrappedKey"')
  expect(rows).toHaveLength(1)
  expect(rows[0]?.wrapped.includes(again.keys[0].key)).toBe(false)
})

it('takes over from a key in the settings, from another key of the service, and hands over to one', async () => {
  const PAPERCLIP_MASTER_KEY = randomBytes(32).toString('base64')
  const KMS_REGION = 'eu-test-1'
  const plain = await started({ PAPERCLIP_MASTER_KEY })
  const first = await started({ PAPERCLIP_MASTER_KEY, PAPERCLIP_MASTER_KEY_KMS: 'first', KMS_REGION })
  expect(idsOf(first.keys)).toEqual([expect.any(String), plain.keys[0].id])
  const sealed = first.seal('swordfish', 'here')
  const second = await started({ PAPERCLIP_MASTER_KEY_KMS: 'second', KMS_REGION })
  expect(idsOf(second.keys)).toEqual([expect.any(String), first.keys[0].id])
  expect(second.unseal(sealed, 'here')).toBe('swordfish')
  const away = await started({ PAPERCLIP_MASTER_KEY, KMS_REGION })
  expect(new Set(idsOf(away.keys))).toEqual(new Set([...idsOf(first.keys), second.keys[0].id]))
  expect(away.keys[0].id).toBe(plain.keys[0].id)
  expect(away.unseal(sealed, 'here')).toBe('swordfish')
})

it('is one key for servers that begin at once', async () => {
  await started({ PAPERCLIP_MASTER_KEY_KMS: service.arnOf('third') })
  await asDatabaseOwner('DELETE FROM "WrappedKey"')
  const { openKeyService } = await import('./key-service')
  const { masterKeys } = await import('./master-key')
  const ids = await Promise.all(Array.from({ length: 6 }, () => openKeyService().then(() => masterKeys()[0].id)))
  expect(new Set(ids).size).toBe(1)
  expect(await asDatabaseOwner('SELECT id FROM "WrappedKey"')).toEqual([{ id: ids[0] }])
})

it.each([
  ['a key that is not there', { PAPERCLIP_MASTER_KEY_KMS: 'none' }, /no key none .*PAPERCLIP_MASTER_KEY_KMS/],
  ['an unknown server', { AWS_ACCESS_KEY_ID: 'AKIANOBODY' }, /does not let this server .*kms:GenerateDataKey/],
  ['a disabled key', { PAPERCLIP_MASTER_KEY_KMS: 'off' }, /disabled .*Enable it/],
  ['a service that nobody reaches', { KMS_ENDPOINT: unused }, /could not be asked .*ECONNREFUSED.*KMS_ENDPOINT/],
])('says what to do about %s', async (_what, settings, sentence) => {
  service.setEnabled('off', false)
  const all = { PAPERCLIP_MASTER_KEY_KMS: 'first', KMS_REGION: 'eu-test-1', ...settings }
  await expect(started(all)).rejects.toThrow(sentence)
})
