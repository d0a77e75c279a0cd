import fs from 'node:fs'
import http from 'node:http'
import type net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMask } from '@/platform/mask'
import { leasedRun, until } from '../../control-plane-for-tests'
import { type Reply, startModel, type TestModel } from '../../model-for-tests'
import { processesCarrying } from '../../processes'
import type { LeasedRun } from '../../protocol'
import { openaiCompatible } from '.'

type Received = { method: string; url: string; headers: http.IncomingHttpHeaders; body: Record<string, unknown> }

let model: TestModel
let product: http.Server
let apiUrl: string
let received: Received[]
let workspace: string
let lines: string[]

beforeEach(async () => {
  received = []
  lines = []
  workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'paperclip-model-'))
  product = http.createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const { method = '', url = '', headers } = request
    received.push({ method, url, headers, body: text ? JSON.parse(text) : {} })
    const isRefused = url.includes('/delegate')
    response
      .writeHead(isRefused ? 422 : 200)
      .end(JSON.stringify(isRefused ? { error: 'No such agent.' } : { title: 'Title' }))
  })
  await new Promise<void>((resolve) => product.listen(0, '127.0.0.1', resolve))
  apiUrl = `http://127.0.0.1:${(product.address() as net.AddressInfo).port}`
})
afterEach(() => {
  model?.close()
  product.closeAllConnections()
  product.close()
  fs.rmSync(workspace, { recursive: true, force: true })
})

const task = {
  id: 'task-1',
  identifier: 'T-1',
  title: 'Write',
  description: 'Write a note.',
  goalAncestry: ['Mission'],
}

async function begin(script: Reply[], config: Record<string, unknown> = {}, own: Partial<LeasedRun> = {}) {
  model = await startModel(script)
  const prompt = { start: task.description, resume: '' }
  const run = leasedRun('', {
    ...{ runtime: 'openai-compatible', apiUrl, task, prompt, instructions: 'Be brief.', ...own },
    runtimeConfig: { baseUrl: model.url, model: 'tiny', apiKey: 'sk-key', ...config },
  })
  const activity = openaiCompatible.start({
    ...{ run, workspace, home: workspace, mayCallPrivate: true, mask: createMask(['sk-key']) },
    workerEnv: { PATH: process.env.PATH } as unknown as NodeJS.ProcessEnv,
    log: (_, line) => void lines.push(line),
    onStarted() {},
  })
  return { run, activity }
}

const calls = (name: string, input: unknown): Reply => ({ calls: [{ name, input }] })
const asked = (turn: number) => JSON.stringify(model.asked[turn]?.body.messages)
const sentTo = (url: string) => received.filter((each) => each.url.includes(url))

test('a model works with tools: it reads the task, writes a file, and says what became of it', async () => {
  const { run, activity } = await begin([
    { text: 'I begin.\nThen', calls: [{ name: 'read_task', input: {} }] },
    calls('write_file', { path: 'notes/a.md', content: 'one\ntwo\n' }),
    calls('edit_file', { path: 'notes/a.md', old_text: 'two', new_text: 'three' }),
    calls('read_file', { path: 'notes/a.md' }),
    calls('set_status', { status: 'done', summary: 'Wrote it.' }),
    { text: 'Finished.' },
  ])
  expect(await activity.done).toEqual({ outcome: 'succeeded' })
  expect(fs.readFileSync(path.join(workspace, 'notes/a.md'), 'utf8')).toBe('one\nthree\n')
  expect(asked(0)).toContain('Write a note.')
  expect(model.asked[0]!.headers.authorization).toBe('Bearer sk-key')
  expect(asked(4)).toContain('2\\tthree')
  expect(sentTo('/tasks/task-1')[0]).toMatchObject({
    method: 'GET',
    headers: { authorization: `Bearer ${run.runToken}` },
  })
  expect(sentTo('/tasks/task-1')[1]).toMatchObject({
    ...{ method: 'PATCH', body: { status: 'done', completion_summary: 'Wrote it.' } },
  })
  expect(sentTo('/messages')).toEqual([])
  expect(lines).toContain('I begin.')
  expect(lines.join('\n')).toContain('→ write_file')
})

test('the use of each answer is booked at once, once, with the model that answered', async () => {
  const { run, activity } = await begin([
    { ...calls('list_files', {}), usage: [1000, 20] },
    { text: 'Done.', usage: [1100, 5] },
  ])
  await activity.done
  const costs = sentTo('/cost')
  expect(costs.map(({ body }) => body)).toEqual([
    { tokens_in: 1000, tokens_out: 20, tokens_cached: 0, model: 'tiny-2026', run_id: run.runId },
    { tokens_in: 1100, tokens_out: 5, tokens_cached: 0, model: 'tiny-2026', run_id: run.runId },
  ])
  expect(new Set(costs.map(({ headers }) => headers['idempotency-key'])).size).toBe(2)
})

test('an answer without any word to the thread is posted there', async () => {
  const { activity } = await begin([{ text: 'Nothing to do here.' }])
  expect((await activity.done).outcome).toBe('succeeded')
  expect(sentTo('/messages')[0]?.body).toEqual({ content: 'Nothing to do here.' })
})

test('what goes wrong in a tool is told to the model, not to the run', async () => {
  fs.symlinkSync('/etc', path.join(workspace, 'etc'))
  const wrong: [string, unknown, string][] = [
    ['read_file', { path: '../../etc/passwd' }, 'leads out of the workspace'],
    ['write_file', { path: 'etc/evil', content: '' }, 'leads out of the workspace'],
    ['read_file', { path: 'absent' }, 'There is no absent'],
    ['read_file', {}, 'The arguments are wrong'],
    ['delegate_task', { to_agent_id: 'x', note: 'y' }, 'No such agent.'],
    ['run_command', { program: 'ls' }, 'There is no tool run_command'],
  ]
  const { activity } = await begin([...wrong.map(([name, input]) => calls(name, input)), { text: 'ok' }])
  expect((await activity.done).outcome).toBe('succeeded')
  for (const [i, [, , told]] of wrong.entries()) expect(asked(i + 1)).toContain(told)
  // nothing that it tried to say arrived
  expect(sentTo('/messages')).toHaveLength(1)
})

test('commands run where they are allowed, without a shell, and a stop ends them', async () => {
  const { run, activity } = await begin(
    [
      calls('run_command', { program: 'echo', args: ['a; b $HOME'] }),
      calls('run_command', { program: 'rm', args: ['-rf', '.'] }),
      calls('run_command', { program: 'sleep', args: ['300'] }),
    ],
    { allowedCommands: ['echo', 'sleep'] },
  )
  await until(() => model.asked.length === 3 && processesCarrying(run.runId).length > 0, 'the last command runs')
  expect(asked(1)).toContain('a; b $HOME')
  expect(asked(2)).toContain('rm -rf . is not allowed')
  activity.stop(0)
  expect((await activity.done).outcome).not.toBe('succeeded')
  await until(() => processesCarrying(run.runId).length === 0, 'the command is gone')
})

test('only the tools of the settings are offered', async () => {
  const { activity } = await begin([{ text: 'ok' }], { tools: ['read_task', 'set_status'] })
  await activity.done
  expect(model.asked[0]!.body.tools?.map((tool) => tool.function.name)).toEqual(['read_task', 'set_status'])
  const wrong = await begin([{ text: 'ok' }], { tools: ['fly'] })
  expect(await wrong.activity.done).toMatchObject({ errorCode: 'not_started' })
})

test('a run ends at its turns and at its tokens', async () => {
  const turns = await begin([calls('list_files', {})], { maxTurns: 3 })
  expect(await turns.activity.done).toMatchObject({ outcome: 'failed', errorCode: 'limit_reached' })
  expect(model.asked).toHaveLength(3)
  model.close()
  const tokens = await begin([{ ...calls('list_files', {}), usage: [600, 0] }], { maxTokens: 1000 })
  expect(await tokens.activity.done).toMatchObject({ errorCode: 'limit_reached' })
  expect(model.asked).toHaveLength(2)
})

test('old steps are left out before the window is full, with a note, and the task stays', async () => {
  fs.writeFileSync(path.join(workspace, 'long'), 'word '.repeat(1500))
  const script = Array.from({ length: 12 }, () => calls('read_file', { path: 'long' }))
  const { activity } = await begin([...script, { text: 'ok' }], { contextTokens: 8000 })
  expect((await activity.done).outcome).toBe('succeeded')
  const last = model.asked.at(-1)!.body.messages
  expect(JSON.stringify(last).length).toBeLessThan(8000 * 6)
  expect(JSON.stringify(last)).toContain('earlier steps of this run are left out')
  expect(last[1]!.content).toContain('Write a note.')
  // an answer of a tool never stands without its call
  last.forEach(({ role }, i) => {
    if (role === 'tool') expect(['assistant', 'tool']).toContain(last[i - 1]?.role)
  })
})

test('a conversation that is too long for the endpoint is shortened and tried again', async () => {
  const tooLong: Reply = { status: 400, body: { error: { code: 'context_length_exceeded', message: 'too long' } } }
  const { activity } = await begin([calls('list_files', {}), calls('list_files', {}), tooLong, { text: 'ok' }])
  expect((await activity.done).outcome).toBe('succeeded')
  expect(asked(3).length).toBeLessThan(asked(2).length)
})

test.each<[string, Reply, object]>([
  ['a wrong key', { status: 401, body: { error: { message: 'bad key' } } }, { errorCode: 'auth' }],
  ['a used-up quota', { status: 429, body: { error: { code: 'insufficient_quota' } } }, { errorCode: 'quota' }],
  [
    ...(['too many calls', { status: 429, headers: { 'retry-after': '17' } }] as const),
    { errorCode: 'rate_limited', retryAfterSeconds: 17 },
  ],
  ['an unknown model', { status: 404, body: { error: 'model not found' } }, { errorCode: 'not_started' }],
  ['a refused request', { status: 422, body: { error: 'no tools' } }, { errorCode: 'invalid_response' }],
])('%s is told apart', async (_, reply, told) => {
  const { activity } = await begin([reply])
  expect(await activity.done).toMatchObject({ outcome: 'failed', ...told })
})

test('nobody there is unreachable, and a metadata address is never called', async () => {
  const nobody = await begin([{ text: '' }], { baseUrl: 'http://127.0.0.1:9/v1' })
  expect(await nobody.activity.done).toMatchObject({ errorCode: 'unreachable' })
  const metadata = await begin([{ text: '' }], { baseUrl: 'http://169.254.169.254/v1' })
  expect((await metadata.activity.done).error).toContain('169.254.169.254')
})

test('an answer that breaks off is asked for again, and nothing of it is carried out', async () => {
  const { activity } = await begin([{ breaksAfter: 'half' }, { status: 503 }, { text: 'whole' }])
  expect((await activity.done).outcome).toBe('succeeded')
  expect(sentTo('/messages')[0]?.body).toEqual({ content: 'whole' })
  model.close()
  const never = await begin([{ breaksAfter: 'half' }])
  expect(await never.activity.done).toMatchObject({ errorCode: 'crashed' })
})

test('settings can be tried: the list of models, then one small answer', async () => {
  const { activity } = await begin([{ text: 'ready' }])
  await activity.done
  const config = { baseUrl: model.url, model: 'tiny' }
  expect(await openaiCompatible.test(config, true)).toMatchObject({
    ok: true,
    message: expect.stringContaining('tiny-2026'),
  })
  expect(model.asked.at(-1)!.body.max_tokens).toBe(16)
  expect(await openaiCompatible.test({ ...config, model: 'huge' }, true)).toMatchObject({
    ...{ ok: false, message: expect.stringContaining('It has tiny') },
  })
  expect(await openaiCompatible.test({ ...config, baseUrl: 'http://127.0.0.1:9/v1' }, true)).toMatchObject({
    ok: false,
  })
  expect(await openaiCompatible.test({ baseUrl: 'x' }, true)).toMatchObject({ ok: false })
})
