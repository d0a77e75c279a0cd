import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import S3rver from '@20minutes/s3rver'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../ids'
import { localStorage } from './local'
import { type S3Settings, s3Storage } from './s3'
import type { Storage } from './storage'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-storage-'))
const local = path.join(folder, 'files')
const server = new S3rver({
  port: 0,
  address: '127.0.0.1',
  silent: true,
  directory: path.join(folder, 's3'),
  configureBuckets: [{ name: 'files' }],
})
let endpoint = ''
/** What the server takes; it checks the signature of every request. */
const KEYS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' }

beforeAll(async () => {
  const { port } = await server.run()
  endpoint = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  await server.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const s3 = (settings: object = {}, silentMs?: number) =>
  s3Storage({ STORAGE_BUCKET: 'files', STORAGE_ENDPOINT: endpoint, ...KEYS, ...settings } as S3Settings, silentMs)
const STORAGES: [name: string, make: () => Storage][] = [
  ['local', () => localStorage(local)],
  ['s3', () => s3()],
]
const PLAIN = { contentType: 'text/plain' }
const newKey = () => `companies/${newId()}/attachments/${newId()}`

async function digestOf(stream: Readable): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of stream) hash.update(chunk)
  return hash.digest('hex')
}

const read = async (store: Storage, key: string) => Buffer.concat(await (await store.get(key)).toArray()).toString()

describe.each(STORAGES)('%s storage', (_name, make) => {
  it('gives back what it was given, and replaces it', async () => {
    const [store, key] = [make(), newKey()]
    await store.put(key, Readable.from([Buffer.from('one '), Buffer.from('two')]), PLAIN)
    expect(await read(store, key)).toBe('one two')
    await store.put(key, Readable.from([Buffer.from('three')]), PLAIN)
    expect(await read(store, key)).toBe('three')
  })

  it('keeps files of many parts, and empty ones', async () => {
    const [store, key, empty] = [make(), newKey(), newKey()]
    const chunks = Array.from({ length: 20 }, () => randomBytes(1024 * 1024))
    await store.put(key, Readable.from(chunks), PLAIN)
    expect(await digestOf(await store.get(key))).toBe(await digestOf(Readable.from(chunks)))
    await store.put(empty, Readable.from([]), PLAIN)
    expect(await read(store, empty)).toBe('')
  })

  it('keeps nothing of what broke off', async () => {
    const [store, key] = [make(), newKey()]
    async function* broken() {
      for (let i = 0; i < 12; i++) yield randomBytes(1024 * 1024)
      throw new Error('the sender left')
    }
    await expect(store.put(key, Readable.from(broken()), PLAIN)).rejects.toThrow('the sender left')
    await expect(store.get(key)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('says that a file is not there, and deletes it twice without a word', async () => {
    const [store, key] = [make(), newKey()]
    await store.put(key, Readable.from([Buffer.from('gone')]), PLAIN)
    await store.delete(key)
    await store.delete(key)
    await expect(store.get(key)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('refuses keys that lead elsewhere', async () => {
    for (const key of ['../out', 'a/../b', '/etc/passwd', 'a//b', '', 'a/.b', 'a\\b', 'a/b\0']) {
      await expect(make().put(key, Readable.from([]), PLAIN)).rejects.toThrow('not a storage key')
    }
  })

  it('says that it can be used', async () => {
    await make().check()
  })
})

describe('a storage that cannot be used', () => {
  const unusable = { code: 'upstream_failed', facts: { upstream: 'storage' } }

  it('is named: a wrong key, no bucket, no server, no folder', async () => {
    const wrong = s3({ AWS_SECRET_ACCESS_KEY: 'another' })
    await expect(wrong.put(newKey(), Readable.from([Buffer.from('x')]), PLAIN)).rejects.toMatchObject(unusable)
    await expect(wrong.get(newKey())).rejects.toThrow(/AWS_SECRET_ACCESS_KEY/)
    await expect(s3({ STORAGE_BUCKET: 'absent' }).check()).rejects.toThrow(/no bucket absent/)
    await expect(s3({ STORAGE_ENDPOINT: 'http://127.0.0.1:9' }).get(newKey())).rejects.toMatchObject(unusable)
    const file = path.join(folder, 'file')
    fs.writeFileSync(file, '')
    await expect(localStorage(file).check()).rejects.toMatchObject(unusable)
  })

  it('is one that never answers, or stops in the middle of a file', async () => {
    const silent = net.createServer((socket) => {
      socket.once('data', (head) => {
        if (head.toString().startsWith('GET')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nbegun')
      })
      socket.on('error', () => {})
    })
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = silent.address() as net.AddressInfo
      const store = s3({ STORAGE_ENDPOINT: `http://127.0.0.1:${port}` }, 100)
      await expect(store.delete(newKey())).rejects.toMatchObject(unusable)
      await expect(store.check()).rejects.toMatchObject(unusable)
      await expect(store.put(newKey(), Readable.from([Buffer.from('x')]), PLAIN)).rejects.toMatchObject(unusable)
      await expect(read(store, newKey())).rejects.toThrow()
    } finally {
      silent.close()
    }
  })

  it('is a full disk, which leaves nothing behind', async () => {
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    const key = newKey()
    async function* writing() {
      yield Buffer.from('begun')
      throw full
    }
    await expect(localStorage(local).put(key, Readable.from(writing()), PLAIN)).rejects.toThrow(/is full/)
    expect(fs.readdirSync(path.dirname(path.join(local, key)))).toEqual([])
  })
})
