import fs from 'node:fs'
import http from 'node:http'
import type net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMask } from '@/platform/mask'
import { leasedRun, until } from '../../control-plane-for-tests'
import { openclaw } from '.'
import { type Script, startGateway, type TestGateway } from './gateway-for-tests'

type Received = { url: string; body: Record<string, unknown> }

let gateway: TestGateway
let product: http.Server
let apiUrl: string
let received: Received[]
let workspace: string
let lines: string[]

beforeEach(async () => {
  workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-openclaw-'))
  received = []
  lines = []
  gateway = await startGateway()
  product = http.createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    received.push({ url: request.url ?? '', body: JSON.parse(text) })
    response.end('{}')
  })
  await new Promise<void>((resolve) => product.listen(0, '127.0.0.1', resolve))
  apiUrl = `http://127.0.0.1:${(product.address() as net.AddressInfo).port}`
})
afterEach(() => {
  gateway.close()
  product.closeAllConnections()
  product.close()
  fs.rmSync(workspace, { recursive: true, force: true })
})

const task = { id: 'task-1', identifier: 'T-1', title: 'Write', description: 'A note.', goalAncestry: ['Mission'] }

function begin(script: Script, config: Record<string, unknown> = {}, mayCallPrivate: boolean | null = true) {
  gateway.script = script
  const prompt = { start: task.description, resume: '' }
  const runtimeConfig = { endpoint: gateway.url, ...config }
  const run = leasedRun('', { runtime: 'openclaw', apiUrl, task, prompt, runtimeConfig })
  const activity = openclaw.start({
    ...{ run, workspace, home: workspace, mayCallPrivate, mask: createMask([]), workerEnv: {} as NodeJS.ProcessEnv },
    log: (_, line) => void lines.push(line),
    onStarted() {},
  })
  return { run, activity }
}

const askedFor = (method: string) => gateway.asked.filter((each) => each.method === method).map(({ params }) => params)

test('the wake goes to the gateway as a message, the events come back as the log, the answer as the report', async () => {
  gateway.token = 'shared'
  const { run, activity } = begin(
    { tool: 'exec', says: ['I wrote', ' it.\nAll', ' fine.\nPAPERCLIP: done'] },
    { authToken: 'shared', agentId: 'ada' },
  )
  expect(await activity.done).toEqual({
    outcome: 'succeeded',
    work: { status: 'done', summary: 'I wrote it.\nAll fine.' },
  })
  const [sent] = askedFor('agent')
  expect(sent).toMatchObject({ agentId: 'ada', sessionKey: 'agent:ada:paperclip:issue:task-1', deliver: false })
  expect(String(sent!.message)).toContain('A note.')
  expect(String(sent!.message)).not.toContain(run.runToken)
  expect(lines).toEqual(['→ exec', 'I wrote it.', 'All fine.', 'PAPERCLIP: done'])
  expect(received).toEqual([
    {
      url: `/api/v1/agents/${run.agentId}/cost`,
      body: { tokens_in: 150, tokens_out: 20, tokens_cached: 50, model: 'claude-test', run_id: run.runId },
    },
  ])
})

test('a gateway that answers once is asked for the end; an answer without a verdict is posted', async () => {
  const { activity } = begin({ says: ['Nothing to do.'], answersTwice: false })
  expect(await activity.done).toEqual({ outcome: 'succeeded' })
  expect(received).toMatchObject([{ url: '/api/v1/tasks/task-1/messages', body: { content: 'Nothing to do.' } }])
})

test('blocked is told, and a failed run is a failed run', async () => {
  const blocked = begin({ says: ['No access.\n\nPaperclip: blocked\n'] })
  expect(await blocked.activity.done).toMatchObject({ work: { status: 'blocked', summary: 'No access.' } })
  const failed = await begin({ ends: 'error' }).activity.done
  expect(failed).toMatchObject({
    outcome: 'failed',
    errorCode: 'crashed',
    error: expect.stringContaining('the model failed'),
  })
})

test('a stop reaches the gateway, which ends its run', async () => {
  const { run, activity } = begin({ says: ['working'], ends: 'never' })
  await until(() => askedFor('agent').length > 0, 'it works')
  activity.stop(5)
  expect(await activity.done).toMatchObject({ outcome: 'cancelled' })
  expect(askedFor('sessions.abort')).toEqual([{ key: 'agent:main:paperclip:issue:task-1', runId: `${run.runId}:1` }])
})

test('the device stays the same from run to run, and a gateway that does not know it says what to do', async () => {
  await begin({ says: ['x'] }).activity.done
  await begin({ says: ['x'] }).activity.done
  const [first, second] = askedFor('connect').map(({ device }) => (device as { id: string }).id)
  expect(second).toBe(first)
  expect(fs.statSync(path.join(workspace, '.paperclip', 'openclaw-device.pem')).mode & 0o777).toBe(0o600)
  gateway.isPaired = false
  const refused = await begin({}).activity.done
  expect(refused).toMatchObject({ errorCode: 'auth', error: expect.stringContaining('approve its device') })
})

test('a wrong token, nobody there, a private address and a broken connection are told apart', async () => {
  gateway.token = 'shared'
  expect(await begin({}, { authToken: 'wrong' }).activity.done).toMatchObject({ errorCode: 'auth' })
  gateway.token = null
  expect(await begin({}, { endpoint: 'ws://127.0.0.1:9' }).activity.done).toMatchObject({ errorCode: 'unreachable' })
  expect(await begin({}, {}, false).activity.done).toMatchObject({ errorCode: 'not_started' })
  const byName = { endpoint: gateway.url.replace('127.0.0.1', 'localhost') }
  expect(await begin({}, byName, false).activity.done).toMatchObject({ errorCode: 'not_started' })
  expect(await begin({}, { endpoint: 'http://x' }).activity.done).toMatchObject({ errorCode: 'not_started' })
  const { activity } = begin({ ends: 'never', says: ['x'] })
  await until(() => askedFor('agent').length > 0, 'it works')
  gateway.drop()
  expect(await activity.done).toMatchObject({ outcome: 'failed', errorCode: 'crashed' })
})

test.each([
  [{ sessionKeyStrategy: 'run' }, /^agent:main:paperclip:run:/],
  [{ sessionKeyStrategy: 'fixed', sessionKey: 'desk' }, /^agent:main:desk$/],
  [{ sessionKeyStrategy: 'fixed', sessionKey: 'agent:ada:desk', agentId: 'ada' }, /^agent:ada:desk$/],
])('the session of %o', async (config, key) => {
  await begin({ says: ['x'] }, config).activity.done
  expect(askedFor('agent')[0]!.sessionKey).toMatch(key)
})

test('settings can be tried by a hello', async () => {
  expect(await openclaw.test({ endpoint: gateway.url }, true)).toMatchObject({ ok: true })
  gateway.isPaired = false
  expect(await openclaw.test({ endpoint: gateway.url }, true)).toMatchObject({ ok: false })
  expect(await openclaw.test({ endpoint: 'ws://127.0.0.1:9' }, true)).toMatchObject({ ok: false })
})
