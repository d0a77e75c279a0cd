import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '@/testing/company'
import { type RunningServer, startServer } from '@/testing/running-server'

const PAPERCLIP = path.resolve('src/cli/paperclip.mjs')

let server: RunningServer
/** Another machine: nothing of the product's folder or surroundings. */
let elsewhere: string
const children: { end(signal: NodeJS.Signals): Promise<number | null> }[] = []

beforeAll(async () => {
  server = await startServer()
  elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-elsewhere-'))
})
afterAll(async () => {
  await Promise.all(children.map((child) => child.end('SIGKILL')))
  await server?.stop()
  fs.rmSync(elsewhere, { recursive: true, force: true })
})

function run(program: string, ...args: string[]) {
  const env = {
    PATH: process.env.PATH,
    HOME: elsewhere,
    PAPERCLIP_WORKER_TOOLS: 'none',
  } as unknown as NodeJS.ProcessEnv
  const child = spawn(process.execPath, [program, ...args], { cwd: elsewhere, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk
    })
  }
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return exit
  }
  children.push({ end })
  return { output: () => output, exit, end }
}

async function api<T>(method: string, route: string, body?: object): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${server.url}/api/v1${route}`, { method, headers, body: body && JSON.stringify(body) })
  expect(response.status, route).toBeLessThan(300)
  return (await response.json()) as T
}

it('paperclip worker runs agents from another machine, as what its flags say', async () => {
  const { id } = await api<{ id: string }>('POST', '/companies', { name: 'Afar', mission: 'Work anywhere' })
  const config = { command: 'echo I am in $PWD', workerLabels: ['eu', 'gpu'] }
  const wish = { name: 'Ada', role: 'engineer', runtime: 'bash', runtime_config: config }
  const agent = await api<{ id: string }>('POST', `/companies/${id}/agents`, wish)
  const flags = ['--url', `${server.url}/`, '--key', server.workerKey, '--labels', 'gpu, eu', '--capacity', '2']
  const worker = run(PAPERCLIP, 'worker', ...flags, '--name', 'laptop', '--home', path.join(elsewhere, 'work'))
  await until('the worker', async () => worker.output().includes('Ready for 2 runs at once, as laptop'))
  const { workers, warnings } = await api<{ workers: object[]; warnings: object[] }>('GET', `/companies/${id}/workers`)
  expect(workers).toMatchObject([{ name: 'laptop', capacity: 2, labels: ['gpu', 'eu'], state: 'ready' }])
  expect(warnings).toEqual([])
  const { run_id } = await api<{ run_id: string }>('POST', `/agents/${agent.id}/wake`)
  await until('the run', async () => {
    const found = await fetch(`${server.url}/api/v1/runs/${run_id}`)
    const body = (await found.json()) as { run?: { status?: string } }
    return body.run?.status === 'succeeded'
  })
  const { events } = await api<{ events: { text?: string; message?: string }[] }>('GET', `/runs/${run_id}/events`)
  expect(JSON.stringify(events)).toContain(`I am in ${fs.realpathSync(elsewhere)}/work/workspaces`)
  expect(await worker.end('SIGTERM')).toBe(0)
})

describe('what is wrong', () => {
  it.each([
    [
      'a wrong key',
      () => ['--url', server.url, '--key', '-wrong'],
      ['The worker key is not valid.', '.data/worker.key'],
    ],
    ['no address', () => ['--url', 'ftp://x', '--key', 'k'], ['--url']],
    ['no capacity', () => ['--capacity', '0', '--key', 'k'], ['from 1 to 1000']],
    ['an unknown option', () => ['--wings'], ['--wings']],
  ])('is said in a sentence, with what to do: %s', async (_what, args, sentences) => {
    const worker = run(PAPERCLIP, 'worker', ...args())
    expect(await worker.exit).toBe(2)
    for (const sentence of sentences) expect(worker.output()).toContain(sentence)
    expect(worker.output()).not.toContain('    at ')
  })

  it.each([
    ['nobody answers yet', () => 'http://127.0.0.1:1', 'ECONNREFUSED'],
    ['somebody else answers', () => `${server.url}/nowhere`, 'is this its address?'],
  ])('is no end where %s: the worker waits, and says so', async (_where, url, why) => {
    const worker = run(PAPERCLIP, 'worker', '--url', url(), `--key=${server.workerKey}`)
    await until('it to wait', async () => worker.output().includes(`Waiting for a control plane at ${url()}`))
    expect(worker.output()).toContain(why)
    expect(await worker.end('SIGTERM')).toBe(0)
  })
})

it('turns a worker of an older version away, and people see that it was there', async () => {
  const current = fs.readFileSync('dist/worker.mjs', 'utf8')
  const old = current.replace(/PROTOCOL_VERSION = \d+/, 'PROTOCOL_VERSION = 0')
  expect(old).not.toBe(current)
  // beside the real one, where its packages are found
  const file = path.resolve('dist', `old-worker-${process.pid}.mjs`)
  fs.writeFileSync(file, old)
  try {
    const worker = run(file, '--url', server.url, '--key', server.workerKey, '--name', 'antique')
    expect(await worker.exit).toBe(2)
    expect(worker.output()).toContain('Update the worker.')
  } finally {
    fs.rmSync(file)
  }
  const { id } = await api<{ id: string }>('POST', '/companies', { name: 'Old', mission: 'See it' })
  const { workers } = await api<{ workers: { name: string; state: string }[] }>('GET', `/companies/${id}/workers`)
  expect(workers.find(({ name }) => name === 'antique')).toMatchObject({ state: 'refused' })
})

it('paperclip login is let in by a person, keeps the key for the next commands, and logout ends it', async () => {
  const { id } = await api<{ id: string }>('POST', '/companies', { name: 'Lodge', mission: 'Let in' })
  const keys = path.join(elsewhere, '.config', 'paperclip', 'keys.json')
  const login = run(PAPERCLIP, 'login', '--url', server.url)
  const challenge = await until('the link', async () => /cli-auth\/([0-9a-f-]{36})/.exec(login.output())?.[1])
  const approved = await fetch(`${server.url}/api/cli-auth/challenges/${challenge}/approve`, {
    ...{ method: 'POST', body: JSON.stringify({ companyId: id }) },
    headers: { 'content-type': 'application/json' },
  })
  expect(approved.status).toBe(200)
  expect([await login.exit, login.output()]).toEqual([0, expect.stringContaining('Logged in')])
  expect(fs.statSync(keys).mode & 0o777).toBe(0o600)
  const [key] = Object.values(JSON.parse(fs.readFileSync(keys, 'utf8')) as Record<string, string>)
  expect(login.output()).not.toContain(key)
  const asked = () => fetch(`${server.url}/api/cli-auth/me`, { headers: { authorization: `Bearer ${key}` } })
  expect((await asked()).status).toBe(200)
  const logout = run(PAPERCLIP, 'logout', '--url', server.url)
  expect([await logout.exit, logout.output()]).toEqual([0, expect.stringContaining('Logged out')])
  expect([(await asked()).status, fs.readFileSync(keys, 'utf8').trim()]).toEqual([401, '{}'])
})
