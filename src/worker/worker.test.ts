import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from './control-plane'
import { KEY, leasedRun, startControlPlane, type TestControlPlane, until } from './control-plane-for-tests'
import { processesCarrying } from './processes'
import type { LeasedRun } from './protocol'
import { createWorker, type Worker } from './worker'

let control: TestControlPlane
let home: string
let worker: Worker

function begin(capacity = 16): void {
  const settings = { url: control.url, key: KEY, home, capacity, name: 'test', labels: [], mayCallPrivate: true }
  worker = createWorker(settings, connect(control.url, KEY), () => {})
  void worker.work()
}

beforeEach(async () => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-worker-'))
  control = await startControlPlane()
})
afterEach(async () => {
  await worker.stopNow()
  await control.close()
  fs.rmSync(home, { recursive: true, force: true })
})

async function finish(run: LeasedRun) {
  await until(() => control.finished.has(run.runId), 'the run finished')
  return control.finished.get(run.runId)!
}

function lines(run: LeasedRun, stream = 'stdout'): string[] {
  const events = control.events.get(run.runId) ?? []
  return events.filter((event) => event.kind === 'log' && event.stream === stream).map((event) => event.text)
}

test('a command runs in the workspace of its agent, and its output arrives numbered without gaps', async () => {
  const run = leasedRun('pwd; echo oops >&2; printf "no newline"')
  control.queue.push(run)
  begin()
  expect(await finish(run)).toMatchObject({ outcome: 'succeeded', exitCode: 0, fence: 1 })
  expect(lines(run)).toEqual([path.join(home, 'workspaces', run.companyId, run.agentId), 'no newline'])
  expect(lines(run, 'stderr')).toEqual(['oops'])
  const events = control.events.get(run.runId)!
  expect(events[0]!.kind).toBe('started')
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
  expect(fs.statSync(path.join(home, 'workspaces', run.companyId, run.agentId)).mode & 0o777).toBe(0o700)
})

test('an agent gets its own variables and none of the worker or the control plane', async () => {
  process.env.DATABASE_URL = 'postgresql://secret'
  process.env.PAPERCLIP_WORKER_KEY = KEY
  const task = { id: 'task-1', identifier: 'T-1', title: 'Title', description: '', goalAncestry: [] }
  const own = {
    env: { OWN: 'yes', PAPERCLIP_AGENT_ID: 'somebody else' },
    command: 'env; echo "REVERSED=$(echo "$PAPERCLIP_API_KEY" | rev)"',
  }
  const run = leasedRun('', { runtimeConfig: own, env: { PAPERCLIP_EXTRA: '1' }, task })
  control.queue.push(run)
  begin()
  await finish(run)
  delete process.env.DATABASE_URL
  delete process.env.PAPERCLIP_WORKER_KEY
  const env = Object.fromEntries(lines(run).map((line) => line.split(/=(.*)/s).slice(0, 2)))
  expect(env).toMatchObject({
    OWN: 'yes',
    PAPERCLIP_EXTRA: '1',
    PAPERCLIP_AGENT_ID: run.agentId,
    PAPERCLIP_COMPANY_ID: run.companyId,
    PAPERCLIP_API_URL: run.apiUrl,
    PAPERCLIP_BASE_URL: run.apiUrl,
    PAPERCLIP_RUN_ID: run.runId,
    PAPERCLIP_API_KEY: '***',
    REVERSED: [...run.runToken].reverse().join(''),
    PAPERCLIP_TASK_ID: 'task-1',
    PAPERCLIP_WAKE_REASON: 'manual',
    PAPERCLIP_WAKE_PAYLOAD_JSON: '{"note":"hello"}',
    HOME: process.env.HOME,
  })
  const names = Object.keys(env)
  expect(names).not.toContain('DATABASE_URL')
  expect(names).not.toContain('PAPERCLIP_WORKER_KEY')
  expect(names).not.toContain('NODE_ENV')
  expect(names).not.toContain('VITEST')
})

test('a secret reaches the process, and its log only as ***', async () => {
  const secrets = ['swordfish in the sea', 'line one\nline two of it']
  const own = {
    env: { PASSWORD: secrets[0]!, KEY: secrets[1]! },
    command: 'echo "a $PASSWORD z"; echo "$KEY" >&2; [ "$PASSWORD" = "swordfish in the sea" ]',
  }
  const run = leasedRun('', { runtimeConfig: own, secrets })
  const missing = leasedRun('', { runtimeConfig: { command: `/no/${secrets[0]}`, args: [] }, secrets })
  control.queue.push(run, missing)
  begin()
  expect((await finish(run)).outcome).toBe('succeeded')
  expect(lines(run)).toContain('a *** z')
  expect((await finish(missing)).error).toContain('/no/***')
  expect(JSON.stringify([...control.events.values()])).not.toMatch(/swordfish|line one|line two/)
})

test('a failing command is crashed with its exit code, and a missing program was not started', async () => {
  const crashed = leasedRun('exit 3')
  const missing = leasedRun('', { runtimeConfig: { command: '/no/such/program', args: [] } })
  const unset = leasedRun('', { runtimeConfig: {} })
  const unknown = leasedRun('', { runtime: 'abacus' })
  control.queue.push(crashed, missing, unset, unknown)
  begin()
  expect(await finish(crashed)).toMatchObject({ outcome: 'failed', errorCode: 'crashed', exitCode: 3 })
  expect(await finish(missing)).toMatchObject({ outcome: 'failed', errorCode: 'not_started' })
  expect((await finish(missing)).error).toContain('/no/such/program was not found')
  expect((await finish(unset)).error).toContain('command:')
  expect((await finish(unknown)).error).toContain('abacus')
})

const FAMILY = '(trap "" TERM; while :; do sleep 1; done) & setsid sleep 1000 & echo ready; wait'

test('pain 6: a stop reaches what ignores it and what left the process group', async () => {
  const run = leasedRun(FAMILY)
  control.queue.push(run)
  begin()
  await until(() => lines(run).includes('ready'), 'the family started')
  expect(processesCarrying(run.runId).length).toBeGreaterThanOrEqual(3)
  control.orders.set(run.runId, 'stop')
  expect(await finish(run)).toMatchObject({ outcome: 'cancelled', errorCode: 'stopped' })
  expect(processesCarrying(run.runId)).toEqual([])
})

test('what left the process group ends with its run, also when that ends by itself', async () => {
  const run = leasedRun('setsid sleep 1000 > /dev/null 2>&1 & echo gone; exit 0')
  const later = leasedRun('(sleep 0.2; setsid sleep 1000 > /dev/null 2>&1 &) & exit 0')
  control.queue.push(run, later)
  begin()
  expect(await finish(run)).toMatchObject({ outcome: 'succeeded', exitCode: 0 })
  await until(() => processesCarrying(run.runId).length === 0, 'the daemon ended')
  await finish(later)
  await until(() => processesCarrying(later.runId).length === 0, 'the late daemon ended')
})

test('pain 2: a run that takes too long is ended as timed out', async () => {
  const byRun = leasedRun(FAMILY, { timeoutSeconds: 0.5 })
  const byAgent = leasedRun('', { timeoutSeconds: 900, runtimeConfig: { command: 'sleep 1000', timeoutSeconds: 0.5 } })
  control.queue.push(byRun, byAgent)
  begin()
  expect(await finish(byRun)).toMatchObject({ outcome: 'timed_out', errorCode: 'timeout' })
  expect(await finish(byAgent)).toMatchObject({ outcome: 'timed_out', errorCode: 'timeout' })
  expect([...processesCarrying(byRun.runId), ...processesCarrying(byAgent.runId)]).toEqual([])
})

test('pain 3: a process that lives and says nothing is ended with its tree as inactive; one that speaks now and then is not', async () => {
  const silent = leasedRun('', { runtimeConfig: { command: FAMILY, inactivitySeconds: 0.6 } })
  const talking = leasedRun('', {
    // longer in all than it may be silent, and each pause much shorter, also where processes start slowly
    runtimeConfig: { command: 'for i in 1 2 3 4 5 6 7 8 9; do echo $i; sleep 0.4; done', inactivitySeconds: 3 },
  })
  control.queue.push(silent, talking)
  begin()
  expect(await finish(silent)).toMatchObject({
    ...{ outcome: 'failed', errorCode: 'inactive', error: 'The run wrote nothing for 0.6 s.' },
  })
  expect(processesCarrying(silent.runId)).toEqual([])
  expect(await finish(talking)).toMatchObject({ outcome: 'succeeded' })
})

test('a run that belongs to somebody else now is killed and not reported', async () => {
  const run = leasedRun(FAMILY)
  const next = leasedRun('echo next')
  control.queue.push(run)
  begin()
  await until(() => lines(run).includes('ready'), 'the family started')
  control.orders.set(run.runId, 'gone')
  await until(() => processesCarrying(run.runId).length === 0, 'everything was killed')
  control.queue.push(next)
  await finish(next)
  expect(control.finished.has(run.runId)).toBe(false)
})

test("a run that is somebody else's after an outage, with output that overflowed, ends without a trace", async () => {
  const run = leasedRun(
    'echo first; while [ ! -e go ]; do sleep 0.05; done; seq -f "line %.0f of it" 150000; sleep 1000',
  )
  const next = leasedRun('echo next')
  control.queue.push(run)
  begin()
  await until(() => lines(run).includes('first'), 'the run started')
  await control.goAway()
  fs.writeFileSync(path.join(home, 'workspaces', run.companyId, run.agentId, 'go'), '')
  const spool = path.join(home, 'runs', `${run.runId}.ndjson`)
  await until(() => fs.existsSync(spool), 'its output overflowed')
  control.orders.set(run.runId, 'gone')
  control.queue.push(next)
  await control.comeBack()
  await finish(next)
  await until(() => processesCarrying(run.runId).length === 0, 'everything was killed')
  await until(() => fs.readdirSync(path.join(home, 'runs')).length === 0, 'nothing is kept of it')
  expect(control.finished.has(run.runId)).toBe(false)
})

test('pain 8: a control plane that is away loses neither output nor result', async () => {
  const count = 30_000
  const run = leasedRun(
    `echo first; while [ ! -e go ]; do sleep 0.05; done; seq -f "line %.0f of a long story" ${count}; touch done; sleep 0.5`,
  )
  control.queue.push(run)
  begin()
  await until(() => lines(run).includes('first'), 'the run started')
  await control.goAway()
  const workspace = path.join(home, 'workspaces', run.companyId, run.agentId)
  fs.writeFileSync(path.join(workspace, 'go'), '')
  await until(() => fs.existsSync(path.join(workspace, 'done')), 'the process went on')
  await until(() => processesCarrying(run.runId).length === 0, 'the process ended')
  await control.comeBack()
  expect(await finish(run)).toMatchObject({ outcome: 'succeeded' })
  const events = control.events.get(run.runId)!
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
  expect(lines(run)).toEqual([
    'first',
    ...Array.from({ length: count }, (_, index) => `line ${index + 1} of a long story`),
  ])
  await until(() => fs.readdirSync(path.join(home, 'runs')).length === 0, 'the spool was removed')
})

test('pain 8: what answers in place of a control plane that is being replaced ends no run', async () => {
  const run = leasedRun('echo first; while [ ! -e go ]; do sleep 0.05; done; echo second')
  control.queue.push(run)
  begin()
  await until(() => lines(run).includes('first'), 'the run started')
  const workspace = path.join(home, 'workspaces', run.companyId, run.agentId)
  for (const [status, body] of [
    [404, '404 page not found'],
    [403, '<html>'],
    [200, '<html>Soon back</html>'],
  ] as const) {
    control.inFront = { status, body }
    // beats, a lease and events meet it
    fs.writeFileSync(path.join(workspace, 'go'), '')
    await new Promise((resolve) => setTimeout(resolve, 700))
  }
  control.inFront = null
  expect(await finish(run)).toMatchObject({ outcome: 'succeeded' })
  expect(lines(run)).toEqual(['first', 'second'])
  expect(control.registrations).toBe(1)
})

test('pain 9: a result that is not taken is told without what the control plane does not take, and not repeated as a lost run', async () => {
  const run = leasedRun('echo unwelcome; exit 0')
  control.refusedResults.set(run.runId, '"outcome":"succeeded"')
  control.queue.push(run)
  begin()
  expect(await finish(run)).toMatchObject({
    ...{ outcome: 'failed', errorCode: 'invalid_response', exitCode: 0 },
    error: 'The control plane did not take the result of the run (succeeded): no',
  })
})

test('endless output is cut off, and the run goes on', async () => {
  const run = leasedRun('head -c 20000000 /dev/zero | tr "\\0" x | fold -w 1000; echo end; exit 0')
  const long = leasedRun('head -c 100000 /dev/zero | tr "\\0" x; echo; printf "a\\0b\\n"')
  control.queue.push(run, long)
  begin()
  expect(await finish(run)).toMatchObject({ outcome: 'succeeded' })
  const notes = control.events.get(run.runId)!.filter((event) => event.kind === 'note')
  expect(notes).toHaveLength(1)
  expect(lines(run).length).toBe(8000)
  await finish(long)
  expect(lines(long)).toEqual([`${'x'.repeat(16_000)} … (84000 more characters)`, 'a\uFFFDb'])
})

test('no more runs at once than the capacity', async () => {
  const command = 'mkdir ../busy || exit 1; sleep 0.2; rmdir ../busy'
  const company = { companyId: 'one-company' }
  const runs = [1, 2, 3].map(() => leasedRun(command, company))
  control.queue.push(...runs)
  begin(1)
  for (const run of runs) expect(await finish(run)).toMatchObject({ outcome: 'succeeded' })
})

test('a worker that is drained waits for its runs and takes no new one', async () => {
  const run = leasedRun('echo ready; while [ ! -e go ]; do sleep 0.05; done; echo finished')
  const later = leasedRun('echo later')
  control.queue.push(run)
  begin()
  await until(() => lines(run).includes('ready'), 'the run started')
  const drained = worker.drain()
  await until(() => control.polling === 0, 'it asks for no more runs')
  control.queue.push(later)
  fs.writeFileSync(path.join(home, 'workspaces', run.companyId, run.agentId, 'go'), '')
  await drained
  expect(control.finished.get(run.runId)).toMatchObject({ outcome: 'succeeded' })
  expect(lines(run)).toEqual(['ready', 'finished'])
  expect(control.queue).toEqual([later])
})

test('what does not end while draining is killed and given back', async () => {
  const run = leasedRun(FAMILY)
  control.queue.push(run)
  begin()
  await until(() => lines(run).includes('ready'), 'the family started')
  await worker.drain(100)
  expect(control.finished.get(run.runId)).toMatchObject({ outcome: 'failed', errorCode: 'worker_stopped' })
  expect(processesCarrying(run.runId)).toEqual([])
})

test('the beat names what runs, with its process', async () => {
  const run = leasedRun('sleep 1000')
  control.queue.push(run)
  begin()
  await until(() => control.beating.includes(run.runId), 'a beat named the run')
  expect(control.registrations).toBe(1)
})

test('no part of a secret is left where something is cut: a long line, the output of a check', async () => {
  const secret = 'abcdefghijklmnopqrstuvwxyz'
  const say = (count: number) =>
    `printf '%*s' ${count} '' | tr ' ' X; printf %s ${secret}; printf '%*s' 990 '' | tr ' ' Y; exit 1`
  const checks = [{ id: 'a', name: 'a', kind: 'command_exit_0', command: say(2000), timeoutSeconds: 9 }]
  const check = leasedRun('', { runtime: 'checks', runtimeConfig: { checks, since: '2026-01-01' }, secrets: [secret] })
  const line = leasedRun(say(15_990), { secrets: [secret] })
  control.queue.push(line, check)
  begin()
  await finish(line)
  const { checks: found } = await finish(check)
  expect(lines(line)).toEqual([`${'X'.repeat(15_990)}*** … (1006 more characters)`])
  expect(found![0]!.detail).toBe(`It ended with 1: ${'X'.repeat(7)}***${'Y'.repeat(990)}`)
})
