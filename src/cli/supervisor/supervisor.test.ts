import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addressFrom } from './address'
import { folderProblem, workerKey } from './folders'
import { restartPauseMs } from './part'
import { requireFreePort } from './web-port'
import { workerEnv } from './worker-env'

describe('addressFrom', () => {
  it.each([
    [{}, 'http://127.0.0.1:3100'],
    [{ PORT: '4000' }, 'http://127.0.0.1:4000'],
    [{ HOST: '0.0.0.0' }, 'http://127.0.0.1:3100'],
    [{ HOST: '::1', PORT: '80' }, 'http://[::1]:80'],
  ])('%o → %s', (env, url) => {
    expect(addressFrom({ NODE_ENV: 'production', ...env }).url).toBe(url)
  })

  it.each(['web', '0', '70000', '31.5'])('refuses PORT=%s with a sentence', (port) => {
    expect(() => addressFrom({ NODE_ENV: 'production', PORT: port })).toThrow(/must be a number from 1 to 65535/)
  })
})

describe('workerEnv', () => {
  it('keeps back what opens something of the server, and nothing else', () => {
    const kept = [
      ...['DATABASE_URL', 'PGPASSWORD', 'NEXTAUTH_SECRET', 'SMTP_URL', 'PAPERCLIP_API_KEY'],
      ...['PAPERCLIP_MASTER_KEY', 'PAPERCLIP_MASTER_KEY_FILE', 'PAPERCLIP_MASTER_KEY_KMS', 'KMS_ENDPOINT'],
      ...['OIDC_CLIENT_SECRET', 'GITHUB_SECRET', 'GOOGLE_CLIENT_SECRET', 'INNGEST_EVENT_KEY', 'INNGEST_SIGNING_KEY'],
      ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'],
      ...['STORAGE_BUCKET', 'PAPERCLIP_STORAGE_S3_BUCKET'],
    ]
    const passed = ['PATH', 'HOME', 'ANTHROPIC_API_KEY', 'PAPERCLIP_WORKER_LABELS', 'PAPERCLIP_WORKER_TOOLS']
    const all = Object.fromEntries([...kept, ...passed].map((name) => [name, 'x']))
    expect(workerEnv(all, { NODE_ENV: 'production', PAPERCLIP_WORKER_KEY: 'own' })).toEqual({
      ...Object.fromEntries(passed.map((name) => [name, 'x'])),
      ...{ NODE_ENV: 'production', PAPERCLIP_WORKER_HOME: '.data/worker', PAPERCLIP_WORKER_KEY: 'own' },
    })
  })
})

describe('restartPauseMs', () => {
  it('doubles from half a second up to half a minute', () => {
    expect([1, 2, 3, 7, 50].map(restartPauseMs)).toEqual([500, 1000, 2000, 30_000, 30_000])
  })
})

describe('folderProblem', () => {
  it.each(['EACCES', 'EROFS', 'ENOSPC', 'EEXIST'])('says what to do about %s', (code) => {
    const { message } = folderProblem(Object.assign(new Error('raw system text'), { code }))
    expect(message).toContain('.data')
    expect(message).not.toContain('raw system text')
  })
})

describe('requireFreePort', () => {
  it('names who holds the port and what to do', async () => {
    const holder = net.createServer()
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
    const { port } = holder.address() as net.AddressInfo
    const refusal = requireFreePort(port, '127.0.0.1')
    await expect(refusal).rejects.toThrow(`PORT=${port + 1} npm start`)
    if (process.platform === 'linux') await expect(refusal).rejects.toThrow(`(process ${process.pid})`)
    await new Promise((resolve) => holder.close(resolve))
    await expect(requireFreePort(port, '127.0.0.1')).resolves.toBeUndefined()
  })
})

describe('workerKey', () => {
  const home = process.cwd()
  let folder: string

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-key-'))
    fs.mkdirSync(path.join(folder, '.data'))
    process.chdir(folder)
  })

  afterEach(() => {
    process.chdir(home)
    fs.rmSync(folder, { recursive: true, force: true })
  })

  it('is made once, and only its owner can read it', () => {
    const key = workerKey()
    expect(key.length).toBeGreaterThan(40)
    expect(workerKey()).toBe(key)
    expect(fs.statSync('.data/worker.key').mode & 0o077).toBe(0)
  })
})
