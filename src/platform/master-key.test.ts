import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const before = process.cwd()
let folder: string

beforeEach(() => {
  // Vite's own variable of this name is not the product's.
  delete process.env.BASE_URL
  process.env.DATABASE_URL = 'postgresql://localhost/none'
  delete process.env.PAPERCLIP_MASTER_KEY
  delete process.env.PAPERCLIP_MASTER_KEY_FILE
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-key-'))
  process.chdir(folder)
})
afterEach(() => {
  process.chdir(before)
  fs.rmSync(folder, { recursive: true })
})

/** The keys as a process reads them that was just started. */
async function keysOfFreshProcess() {
  vi.resetModules()
  Reflect.deleteProperty(globalThis, 'paperclipMasterKeys')
  return (await import('./master-key')).masterKeys()
}

it('is made once, for its owner only, and found again', async () => {
  const [first] = await keysOfFreshProcess()
  const [again] = await keysOfFreshProcess()
  expect(again).toEqual(first)
  expect(fs.statSync('.data/master.key').mode & 0o777).toBe(0o600)
  expect(fs.readdirSync('.data')).toEqual(['master.key'])
})

it('is one key, however many make it at once', () => {
  const race = `for (const i of Array(8).keys()) {
    const { spawn } = require('node:child_process')
    spawn(process.execPath, ['--import', ${JSON.stringify(import.meta.resolve('tsx'))}, '-e',
      'import(${JSON.stringify(path.join(import.meta.dirname, 'master-key.ts'))}).then((m) => console.log(m.masterKeys()[0].id))'],
      { stdio: ['ignore', 'inherit', 'inherit'] })
  }`
  const ids = execFileSync(process.execPath, ['-e', race], { encoding: 'utf8' }).trim().split('\n')
  expect(ids).toHaveLength(8)
  expect(new Set(ids).size).toBe(1)
})

it('says what to set where it cannot be kept', async () => {
  fs.writeFileSync('.data', 'a file where the folder should be')
  await expect(keysOfFreshProcess()).rejects.toThrow(/Set PAPERCLIP_MASTER_KEY/)
})

it('comes from the environment first, the newest in front', async () => {
  const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  process.env.PAPERCLIP_MASTER_KEY = `${two.toString('base64')}, ${one.toString('hex')}`
  expect((await keysOfFreshProcess()).map(({ key }) => key)).toEqual([two, one])
  expect(fs.existsSync('.data')).toBe(false)
})

it('comes from a file, one a line, where the environment has none', async () => {
  const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  fs.writeFileSync('key', `${two.toString('base64')}\n${one.toString('hex')}\n`)
  process.env.PAPERCLIP_MASTER_KEY_FILE = path.resolve('key')
  expect((await keysOfFreshProcess()).map(({ key }) => key)).toEqual([two, one])
  fs.rmSync('key')
  await expect(keysOfFreshProcess()).rejects.toThrow(/key of PAPERCLIP_MASTER_KEY_FILE is not there/)
  fs.writeFileSync('key', 'nonsense')
  await expect(keysOfFreshProcess()).rejects.toThrow(/PAPERCLIP_MASTER_KEY_FILE does not hold a key/)
})

it('still opens what the key on disk sealed when another one is set', async () => {
  const [onDisk] = await keysOfFreshProcess()
  process.env.PAPERCLIP_MASTER_KEY = Buffer.alloc(32, 3).toString('base64')
  const [first, second, ...more] = await keysOfFreshProcess()
  expect([first.source, second?.id, more]).toEqual(['PAPERCLIP_MASTER_KEY', onDisk.id, []])
})
