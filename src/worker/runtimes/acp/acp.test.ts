import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMask } from '@/platform/mask'
import { leasedRun, until } from '../../control-plane-for-tests'
import { processesCarrying } from '../../processes'
import type { LeasedRun } from '../../protocol'
import { acp } from '.'

const AGENT = fileURLToPath(new URL('agent-for-tests.mjs', import.meta.url))

let workspace: string
let lines: string[]

beforeEach(async () => {
  workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-acp-'))
})
afterEach(() => {
  fs.rmSync(workspace, { recursive: true, force: true })
})

const settings = (own: Record<string, unknown> = {}) => {
  const { env, ...rest } = own
  const sessions = { SESSIONS: path.join(workspace, 'sessions.json') }
  return { command: process.execPath, args: [AGENT], env: { ...sessions, ...(env as object) }, ...rest }
}

/** The prompt is what the agent does. */
function begin(steps: string[], config: Record<string, unknown> = {}, own: Partial<LeasedRun> = {}) {
  lines = []
  const task = { id: 'task-1', identifier: 'T-1', title: 'Title', description: '', goalAncestry: [] }
  const text = steps.join('\n')
  const prompt = { start: `DO say all of it\n${text}`, resume: text }
  const run = leasedRun('', { runtime: 'acp', task, prompt, runtimeConfig: settings(config), ...own })
  const activity = acp.start({
    ...{ run, workspace, home: workspace, mayCallPrivate: true, mask: createMask([]) },
    workerEnv: { PATH: process.env.PATH } as unknown as NodeJS.ProcessEnv,
    log: (_, line) => void lines.push(line),
    onStarted() {},
  })
  return { run, activity }
}

test('an agent is prompted, writes a file of the workspace, and what it says is logged line by line', async () => {
  const file = path.join(workspace, 'a', 'note.txt')
  const { run, activity } = begin(['DO say I begin', `DO write ${file} hello`, `DO read ${file}`])
  expect(await activity.done).toMatchObject({ outcome: 'succeeded' })
  expect(fs.readFileSync(file, 'utf8')).toBe('hello')
  expect(lines).toContain('I begin')
  expect(lines).toContain('read hello')
  expect(processesCarrying(run.runId)).toEqual([])
})

test('no file outside the workspace is read or written, also through a link', async () => {
  fs.symlinkSync('/etc', path.join(workspace, 'etc'))
  const { activity } = begin([
    ...['DO read /etc/hostname', `DO read ${workspace}/etc/hostname`],
    `DO write ${workspace}/../paperclip-acp-evil x`,
  ])
  expect((await activity.done).outcome).toBe('succeeded')
  expect(lines.filter((line) => line.includes('refused'))).toHaveLength(3)
  expect(lines.join('\n')).toContain('leads out of the workspace')
  expect(fs.existsSync(`${workspace}/../paperclip-acp-evil`)).toBe(false)
})

test('permissions are answered by the list, with the narrowest yes', async () => {
  const { activity } = begin(
    [
      ...['DO ask read', 'DO ask fetch', 'DO ask execute git status', 'DO ask execute git push'],
      'DO ask execute git status; rm -rf /',
    ],
    { allowedCommands: ['git status'] },
  )
  await activity.done
  expect(lines.filter((line) => line.startsWith('answer to'))).toEqual([
    ...['answer to read: once', 'answer to fetch: no', 'answer to execute git status: once'],
    ...['answer to execute git push: no', 'answer to execute git status; rm -rf /: no'],
  ])
})

test('terminals run what is allowed and nothing else, and a stop ends everything', async () => {
  const { run, activity } = begin(['DO run echo one two', 'DO run ls /', 'DO run sleep 300'], {
    allowedCommands: ['echo', 'sleep'],
  })
  await until(() => lines.some((line) => line.includes('refused')), 'ls is refused')
  await until(() => processesCarrying(run.runId).length >= 2, 'sleep runs')
  expect(lines.join('\n')).toContain('echo one two ended with 0: one two')
  activity.stop(0.3)
  expect((await activity.done).outcome).not.toBe('succeeded')
  expect(processesCarrying(run.runId)).toEqual([])
})

test('a stop cancels politely at first', async () => {
  const { activity } = begin(['DO say waiting', 'DO wait'])
  await until(() => lines.includes('waiting'), 'it waits')
  activity.stop(5)
  expect(await activity.done).toMatchObject({ outcome: 'cancelled', errorCode: 'stopped' })
})

test('the session of the last run is gone on with, without saying the old words again, and one that is lost begins anew', async () => {
  const first = await begin(['DO say first']).activity.done
  expect(first.session).toEqual({ id: 'session-1', totals: [] })
  const second = await begin(['DO say second'], {}, { session: first.session }).activity.done
  const store = path.join(workspace, 'sessions.json')
  expect(JSON.parse(fs.readFileSync(store, 'utf8'))).toEqual({ 'session-1': ['prompted', 'prompted'] })
  expect(lines.join('\n')).toContain('Goes on in session session-1')
  expect(lines.join('\n')).not.toMatch(/\(old\)|all of it/)
  fs.writeFileSync(store, '{"session-7": []}')
  const third = await begin(['DO say third'], {}, { session: second.session }).activity.done
  expect(third).toMatchObject({ outcome: 'succeeded', session: { id: 'session-2' } })
  expect(lines.join('\n')).toContain('could not be loaded')
  expect(lines.join('\n')).toContain('all of it')
})

test('what a session costs more than before is the cost of the run', async () => {
  const first = await begin(['DO cost 0.25']).activity.done
  expect(first.usage).toMatchObject([{ costMicros: 250_000 }])
  const second = await begin(['DO cost 0.40'], {}, { session: first.session }).activity.done
  expect(second.usage).toMatchObject([{ costMicros: 150_000 }])
  expect(second.session?.totals).toMatchObject([{ costMicros: 400_000 }])
  const third = await begin(['DO say nothing new'], {}, { session: second.session }).activity.done
  expect(third).toMatchObject({ usage: [], session: second.session })
})

test('the last answer is reported', async () => {
  expect(await begin(['DO say All is well.']).activity.done).toMatchObject({
    summary: expect.stringContaining('All is well.'),
  })
})

test('how it ends is told apart', async () => {
  expect(await begin(['DO exit']).activity.done).toMatchObject({ errorCode: 'crashed', exitCode: 3 })
  expect(await begin(['DO end refusal']).activity.done).toMatchObject({ errorCode: 'invalid_response' })
  expect(await begin(['DO end max_tokens']).activity.done).toMatchObject({ errorCode: 'limit_reached' })
  const other = { id: 'task-2', identifier: 'T-2', title: '', description: '', goalAncestry: [] }
  const login = begin([], { env: { NEEDS_LOGIN: '1' } }, { task: other })
  expect(await login.activity.done).toMatchObject({ errorCode: 'auth' })
  expect(await begin([], { command: '/no/such/agent' }).activity.done).toMatchObject({ errorCode: 'not_started' })
  expect(await begin([], { args: ['-e', ''] }).activity.done).toMatchObject({ errorCode: 'crashed' })
})

test('settings can be tried by a handshake', async () => {
  expect(await acp.test(settings(), true)).toMatchObject({
    ok: true,
    message: expect.stringContaining('test-agent 1.0.0'),
  })
  expect(await acp.test({ command: '/no/such/agent' }, true)).toMatchObject({ ok: false })
  expect(await acp.test({ command: process.execPath, args: ['-e', ''] }, true)).toMatchObject({ ok: false })
  expect(await acp.test({}, true)).toMatchObject({ ok: false })
})
