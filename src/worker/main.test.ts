import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { KEY, leasedRun, startControlPlane, type TestControlPlane, until } from './control-plane-for-tests'
import { processesCarrying, startOf } from './processes'
import type { LeasedRun } from './protocol'
import { endOrphans } from './run-records'

let folder: string
let home: string
let control: TestControlPlane
let started: { child: ChildProcess; output: () => string; exit: Promise<number | null> }[] = []

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-worker-main-'))
  // what is bundled of older packages asks for parts of Node
  const banner = { js: `import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)` }
  const options = { bundle: true, platform: 'node', format: 'esm', logLevel: 'error', banner } as const
  await build({ ...options, entryPoints: [path.join(import.meta.dirname, 'main.ts')], outfile: `${folder}/worker.mjs` })
})
beforeEach(async () => {
  home = fs.mkdtempSync(path.join(folder, 'home-'))
  control = await startControlPlane()
})
afterEach(async () => {
  for (const { child } of started) child.kill('SIGKILL')
  await Promise.all(started.map(({ exit }) => exit))
  started = []
  endOrphans(home)
  await control.close()
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

function startWorker(args: string[] = [], key = KEY, stdio: 'ignore' | 'ipc' = 'ignore') {
  const env = { ...process.env, PAPERCLIP_URL: control.url, PAPERCLIP_WORKER_KEY: key, PAPERCLIP_WORKER_HOME: home }
  const child = spawn(process.execPath, [`${folder}/worker.mjs`, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', ...(stdio === 'ipc' ? [stdio] : [])],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk
    })
  }
  // not `close`, which never comes after this side has disconnected
  const ends = [child.stdout, child.stderr].map((stream) => new Promise((resolve) => stream?.once('close', resolve)))
  const exit = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => void Promise.all(ends).then(() => resolve(code)))
  })
  const entry = { child, output: () => text, exit }
  started.push(entry)
  return entry
}

const FAMILY = '(trap "" TERM; while :; do sleep 1; done) & setsid sleep 1000 & echo ready; wait'

async function untilReady(run: LeasedRun): Promise<void> {
  const isReady = () => control.events.get(run.runId)?.some((event) => event.text === 'ready') ?? false
  await until(isReady, 'the run is under way')
}

test('a wrong key ends the worker with a sentence and code 2', async () => {
  const { exit, output } = startWorker([], 'a wrong key')
  expect(await exit).toBe(2)
  expect(output()).toContain('the key is not valid')
  expect(output()).toContain('set PAPERCLIP_WORKER_KEY')
})

test('a missing key and an unknown option are told in a sentence', async () => {
  const missing = startWorker([], '')
  expect(await missing.exit).toBe(2)
  expect(missing.output()).toContain('This worker has no key.')
  const unknown = startWorker(['--wings'])
  expect(await unknown.exit).toBe(2)
  expect(unknown.output()).toContain('--wings')
  expect(unknown.output()).not.toContain('    at ')
})

test('a worker waits for a control plane that is not there yet', async () => {
  await control.goAway()
  const { child, output, exit } = startWorker()
  await until(() => output().includes('Waiting for a control plane at'), 'it waits')
  await control.comeBack()
  await until(() => control.registrations === 1, 'it registered')
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
})

test('SIGTERM lets a run finish and ends with 0', async () => {
  const run = leasedRun('echo ready; while [ ! -e go ]; do sleep 0.05; done')
  control.queue.push(run)
  const { child, output, exit } = startWorker()
  await untilReady(run)
  child.kill('SIGTERM')
  await until(() => output().includes('waiting up to'), 'it drains')
  fs.writeFileSync(path.join(home, 'workspaces', run.companyId, run.agentId, 'go'), '')
  expect(await exit).toBe(0)
  expect(control.finished.get(run.runId)).toMatchObject({ outcome: 'succeeded' })
})

test('a second SIGTERM ends the worker and its processes at once', async () => {
  const run = leasedRun(FAMILY)
  control.queue.push(run)
  const { child, output, exit } = startWorker()
  await untilReady(run)
  child.kill('SIGTERM')
  await until(() => output().includes('waiting up to'), 'it drains')
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
  expect(processesCarrying(run.runId)).toEqual([])
})

test('a worker whose supervisor vanishes ends its processes and itself', async () => {
  const run = leasedRun(FAMILY)
  control.queue.push(run)
  const { child, exit } = startWorker([], KEY, 'ipc')
  await untilReady(run)
  child.disconnect()
  expect(await exit).toBe(0)
  expect(processesCarrying(run.runId)).toEqual([])
})

test('what a killed worker left running is ended by the next one, and nothing else', async () => {
  const run = leasedRun(FAMILY)
  control.queue.push(run)
  const first = startWorker()
  await untilReady(run)
  first.child.kill('SIGKILL')
  await first.exit
  expect(processesCarrying(run.runId).length).toBeGreaterThanOrEqual(3)

  // a record whose process number belongs to somebody else by now
  const bystander = spawn('sleep', ['1000'], { detached: true })
  const file = path.join(home, 'runs', `${run.runId}.json`)
  const record = JSON.parse(fs.readFileSync(file, 'utf8'))
  const reused = { ...record, runId: 'reused', pid: bystander.pid }
  fs.writeFileSync(path.join(home, 'runs', 'reused.json'), JSON.stringify(reused))

  const second = startWorker()
  await until(() => second.output().includes(run.runId), 'the orphans were told')
  await until(() => processesCarrying(run.runId).length === 0, 'the orphans ended')
  await until(() => control.registrations === 2, 'the second one works')
  expect(startOf(bystander.pid!)).not.toBeNull()
  bystander.kill('SIGKILL')
  expect(fs.readdirSync(path.join(home, 'runs'))).toEqual([])
})

test("a living worker's runs are no orphans for another worker in the same home", async () => {
  const run = leasedRun(FAMILY)
  control.queue.push(run)
  startWorker()
  await untilReady(run)
  startWorker()
  await until(() => control.registrations === 2, 'the second one works')
  expect(processesCarrying(run.runId).length).toBeGreaterThanOrEqual(3)
})

test('settings of an agent can be tried without a run', async () => {
  const good = startWorker(['--test', 'bash', '{"command":"node","args":[]}'])
  expect(await good.exit).toBe(0)
  const bad = startWorker(['--test', 'bash', '{"command":"no-such-program","args":[]}'])
  expect(await bad.exit).toBe(1)
  expect(bad.output()).toContain('no-such-program was not found')
  const http = startWorker(['--test', 'http', JSON.stringify({ endpoint: control.url })])
  expect(await http.exit).toBe(0)
  expect(http.output()).toContain('answers')
})
