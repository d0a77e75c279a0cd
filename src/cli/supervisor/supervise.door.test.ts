import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { identityOf, isRunning, type ProcessIdentity, readPidFile } from '../process-identity.mjs'

/**
 * The built supervisor, database and migrations in a folder of their own; the web server and worker are two small programs that keep
 * the contract between supervisor and parts, so that this file tests the supervisor and nothing else.
 */
const ROOT = process.cwd()
const WEB = `import http from 'node:http'
const server = http.createServer((request, response) => response.end('{"status":"ok"}'))
server.listen(Number(process.env.PORT), process.env.HOST, () => process.send({ type: 'ready', setupLink: 'http://setup.test/once' }))
process.on('SIGTERM', () => process.exit(0))
process.on('disconnect', () => process.exit(0))`
const WORKER = `setInterval(() => {}, 1000)
if (process.env.DATABASE_URL) process.exit(9)
process.on('SIGTERM', () => process.exit(0))
process.on('disconnect', () => process.exit(0))`

let folder: string
let port: number
let running: { child: ChildProcess; output: () => string }

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-supervisor-'))
  fs.chmodSync(folder, 0o755)
  fs.mkdirSync(path.join(folder, 'dist'))
  for (const name of ['node_modules', 'prisma', 'package.json'])
    fs.symlinkSync(path.join(ROOT, name), path.join(folder, name))
  for (const name of ['supervisor.mjs', 'chunks'])
    fs.cpSync(path.join(ROOT, 'dist', name), path.join(folder, 'dist', name), { recursive: true })
  fs.writeFileSync(path.join(folder, 'dist', 'server.mjs'), WEB)
  fs.writeFileSync(path.join(folder, 'dist', 'worker.mjs'), WORKER)
  port = await freePort()
})

afterAll(async () => {
  if (running.child.exitCode === null) {
    running.child.kill('SIGTERM')
    await until('the supervisor ended', () => running.child.exitCode !== null)
  }
  fs.rmSync(folder, { recursive: true, force: true })
})

it('starts everything and tells where, with the link for the first visit', async () => {
  running = start()
  await until('worker runs', () => isPartRunning('worker'))
  expect(await isHealthy()).toBe(true)
  await until('link printed', () => running.output().includes('http://setup.test/once'))
  expect(running.output()).toContain(`Paperclip is running at http://127.0.0.1:${port}`)
})

it('refuses a second start in the same folder, which changes nothing', async () => {
  const second = start()
  await until('second ended', () => second.child.exitCode !== null)
  expect(second.child.exitCode).toBe(1)
  expect(second.output()).toContain(`already at http://127.0.0.1:${port} (process ${running.child.pid})`)
  expect(await isHealthy()).toBe(true)
  expect(recordOf('supervisor')?.pid).toBe(running.child.pid)
})

it.each(['web', 'worker'] as const)('starts the %s again after kill -9', async (part) => {
  const killed = partIdentity(part)
  process.kill(killed.pid, 'SIGKILL')
  await until('another one runs', () => isPartRunning(part) && recordOf(part)?.pid !== killed.pid)
  await until('web answers', isHealthy)
})

it('starts the database again after kill -9', async () => {
  const killed = postmasterPid()
  process.kill(killed, 'SIGKILL')
  await until('another one runs', () => postmasterPid() > 0 && postmasterPid() !== killed)
  await until('told so', () => running.output().includes('The database had ended; it was started again.'))
})

it('leaves no web server and worker behind when it is killed, and starts again on the same data', async () => {
  const left = [partIdentity('web'), partIdentity('worker')]
  running.child.kill('SIGKILL')
  await until('parts ended by themselves', () => !left.some(isRunning))
  running = start()
  await until('worker runs', () => isPartRunning('worker'))
  expect(await isHealthy()).toBe(true)
  expect(running.output()).toContain('was running already')
})

it('stops all of it on SIGTERM and exits with 0', async () => {
  const parts = [partIdentity('web'), partIdentity('worker')]
  const postmaster = identityOf(postmasterPid())
  running.child.kill('SIGTERM')
  await until('supervisor ended', () => running.child.exitCode !== null)
  expect(running.child.exitCode).toBe(0)
  expect([...parts, postmaster].some((identity) => identity && isRunning(identity))).toBe(false)
  expect(fs.readdirSync(path.join(folder, '.data', 'run'))).toEqual([])
})

it('ends an orphan that outlived its supervisor, and no stranger with the same number', async () => {
  const orphan = spawn('sleep', ['600'])
  const stranger = spawn('sleep', ['600'])
  const run = path.join(folder, '.data', 'run')
  fs.writeFileSync(path.join(run, 'worker.json'), JSON.stringify(identityOf(orphan.pid ?? 0)))
  fs.writeFileSync(path.join(run, 'web.json'), JSON.stringify({ pid: stranger.pid, startedAt: 'earlier' }))
  running = start()
  await until('worker runs', () => isPartRunning('worker'))
  await until('orphan ended', () => orphan.signalCode !== null)
  expect(stranger.signalCode).toBe(null)
  stranger.kill('SIGKILL')
})

function start(): { child: ChildProcess; output: () => string } {
  const { DATABASE_URL: _other, npm_lifecycle_event: _npm, ...surroundings } = process.env
  const env = { ...surroundings, PORT: String(port), EMBEDDED_PG_PORT: '55645' }
  const child = spawn(process.execPath, ['-e', "import('./dist/supervisor.mjs').then((m) => m.supervise())"], {
    cwd: folder,
    env,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk
    })
  }
  return { child, output: () => output }
}

function recordOf(name: string): ProcessIdentity | null {
  return readPidFile(path.join(folder, '.data', 'run', `${name}.json`))
}

function partIdentity(name: 'web' | 'worker'): ProcessIdentity {
  const record = recordOf(name)
  if (!record) throw new Error(`the ${name} does not run:\n${running.output()}`)
  return record
}

function isPartRunning(name: 'web' | 'worker'): boolean {
  const record = recordOf(name)
  return record !== null && isRunning(record)
}

function postmasterPid(): number {
  try {
    return Number(fs.readFileSync(path.join(folder, '.data', 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return 0
  }
}

async function isHealthy(): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/api/health`).then(
    (response) => response.ok,
    () => false,
  )
}

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 45_000; !(await condition()); await sleep(50)) {
    if (Date.now() > deadline) throw new Error(`not within 45 s: ${what}\n${running.output()}`)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as net.AddressInfo
      server.close(() => resolve(free))
    })
  })
}
