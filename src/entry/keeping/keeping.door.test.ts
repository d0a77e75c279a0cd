import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningServer, startServer } from '@/testing/running-server'

const PAPERCLIP = path.resolve('src/cli/paperclip.mjs')
const masterKey = randomBytes(32).toString('base64')

let folder: string
let server: RunningServer
/** Where the backup is restored: another database and another storage. */
let restoredUrl: string

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-keeping-'))
  server = await startServer({ env: { PAPERCLIP_MASTER_KEY: masterKey, STORAGE_PATH: path.join(folder, 'files') } })
  const url = new URL(server.databaseUrl)
  url.pathname = `${url.pathname}_restored`
  restoredUrl = url.toString()
})
afterAll(async () => {
  await server?.stop()
  const client = new pg.Client({ connectionString: restoredUrl.replace(/\/[^/]*$/, '/postgres') })
  await client.connect()
  await client.query(`DROP DATABASE IF EXISTS ${new URL(restoredUrl).pathname.slice(1)} WITH (FORCE)`)
  await client.end()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** The command as a person runs it, in a folder of theirs. */
function paperclip(args: string[], env: Record<string, string>) {
  const surroundings = { PATH: process.env.PATH, HOME: folder, NODE_ENV: 'production' as const }
  const child = spawn(process.execPath, [PAPERCLIP, ...args], { cwd: folder, env: { ...surroundings, ...env } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk
    })
  }
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, output }))
  })
}

async function call<T>(method: string, route: string, body?: object | FormData): Promise<T> {
  const isForm = body instanceof FormData
  const response = await fetch(`${server.url}/api/v1${route}`, {
    method,
    headers: isForm ? {} : { 'content-type': 'application/json' },
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
  })
  expect(response.status, `${method} ${route}`).toBeLessThan(300)
  return (await response.json()) as T
}

it('paperclip backup of a running product comes back by paperclip restore, checked, and is served', async () => {
  const { id } = await call<{ id: string }>('POST', '/companies', { name: 'Kept', mission: 'Last' })
  const task = await call<{ id: string }>('POST', `/companies/${id}/tasks`, { title: 'Write on' })
  await call('POST', `/companies/${id}/secrets`, { name: 'TOKEN', value: 'a-value-that-nobody-sees' })
  const form = new FormData()
  form.append('file', new Blob(['the plan'], { type: 'text/plain' }), 'plan.txt')
  const attachment = await call<{ id: string }>('POST', `/tasks/${task.id}/attachments`, form)

  // written to all the while
  let isOver = false
  let said = 0
  const writing = (async () => {
    for (; !isOver; said++) await call('POST', `/tasks/${task.id}/messages`, { content: `message ${said}` })
  })()
  const source = {
    DATABASE_URL: server.databaseUrl,
    STORAGE_PATH: path.join(folder, 'files'),
    PAPERCLIP_MASTER_KEY: masterKey,
  }
  const made = await paperclip(['backup', '--out', 'kept.backup'], source)
  isOver = true
  await writing
  expect(made).toMatchObject({ code: 0, output: expect.stringContaining('and 1 files') })
  expect(fs.readdirSync(folder).filter((name) => name.includes('backup'))).toEqual(['kept.backup'])

  const used = await paperclip(['restore', 'kept.backup'], source)
  expect(used).toMatchObject({ code: 1, output: expect.stringMatching(/in use|not empty/) })
  const target = { DATABASE_URL: restoredUrl, STORAGE_PATH: path.join(folder, 'restored-files') }
  const otherKey = { ...target, PAPERCLIP_MASTER_KEY: randomBytes(32).toString('base64') }
  const closed = await paperclip(['restore', 'kept.backup'], otherKey)
  expect(closed).toMatchObject({
    code: 1,
    output: expect.stringMatching(/1 secrets do not open.*master key [0-9a-f]{16}, which is not here/),
  })
  const restored = await paperclip(['restore', 'kept.backup', '--replace'], {
    ...target,
    PAPERCLIP_MASTER_KEY: masterKey,
  })
  expect(restored).toMatchObject({ code: 0, output: expect.stringContaining('Restored and checked.') })
  expect(restored.output).toMatch(/1 companies, \d+ links of the audit log, 1 secrets that open/)

  await server.stop()
  server = await startServer({ env: { ...target, PAPERCLIP_MASTER_KEY: masterKey } })
  const list = await call<{ messages: { content: string }[] }>('GET', `/tasks/${task.id}/messages?limit=100`)
  const kept = list.messages.map(({ content }) => content).filter((content) => content.startsWith('message '))
  expect(kept.length).toBeLessThanOrEqual(said)
  expect(kept).toEqual(kept.map((_content, n) => `message ${n}`))
  const content = await fetch(`${server.url}/api/v1/attachments/${attachment.id}/content`)
  expect(await content.text()).toBe('the plan')
  await call('POST', `/tasks/${task.id}/messages`, { content: 'and on' })
  await expect
    .poll(() => call('GET', `/companies/${id}/audit/verify`), { timeout: 30_000 })
    .toMatchObject({ intact: true, unsealed: 0 })
})
