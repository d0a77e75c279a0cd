import { spawn } from 'node:child_process'
import http from 'node:http'
import type net from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startModel, type TestModel } from '@/worker/model-for-tests'
import { startGateway } from '@/worker/runtimes/openclaw/gateway-for-tests'
import { until } from './company'
import { type RunningServer, startServer } from './running-server'

/** Not the key of a run: what the endpoint of the model wants. */
const MODEL_KEY = 'sk-for-the-model'
const ACP_AGENT = fileURLToPath(new URL('../worker/runtimes/acp/agent-for-tests.mjs', import.meta.url))

let server: RunningServer
let model: TestModel
let companyId: string

beforeAll(async () => {
  server = await startServer({ worker: true, env: { BASE_URL: '' } })
  model = await startModel([{ text: 'ready' }])
  companyId = (await call('POST', '/companies', { name: 'Models', mission: 'Answer' })).id
})
afterAll(async () => {
  model?.close()
  await server?.stop()
})

type Json = Record<string, unknown> & { id: string }

async function call<T = Json>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
  return answer as T
}

/** The command line tool as it is shipped. */
async function paperclip(...args: string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, ['dist/paperclip.mjs', ...args], {
    env: { ...process.env, PAPERCLIP_URL: server.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk
    })
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, text }
}

const messagesOf = async (taskId: string) =>
  (await call<{ messages: { content: string }[] }>('GET', `/tasks/${taskId}/messages`)).messages.map(
    ({ content }) => content,
  )

it('a model endpoint is registered and tried by command line, and its agent does a task', async () => {
  const registered = await paperclip(
    ...['agent', 'register', '--name', 'my-codex', '--type', 'openai-compatible'],
    ...['--endpoint', model.url, '--api-key', MODEL_KEY],
  )
  expect(registered).toMatchObject({ code: 0, text: expect.stringContaining('tiny at') })
  const tried = await paperclip('agent', 'test', 'my-codex')
  expect(tried.text).toMatch(/^OK \(latency: \d+ ms, model: tiny-2026\)/)
  expect(tried.code).toBe(0)
  expect(model.asked[0]!.headers.authorization).toBe(`Bearer ${MODEL_KEY}`)

  const agents = await call<{ agents: (Json & { name: string })[] }>('GET', `/companies/${companyId}/agents`)
  const agent = agents.agents.find(({ name }) => name === 'my-codex')!
  expect(JSON.stringify(await call('GET', `/agents/${agent.id}`))).not.toContain(MODEL_KEY)

  model.script = [
    { calls: [{ name: 'read_task', input: {} }], usage: [1200, 20] },
    { calls: [{ name: 'write_file', input: { path: 'answer.txt', content: '42' } }], usage: [1300, 30] },
    { calls: [{ name: 'set_status', input: { status: 'done', summary: 'It is 42.' } }], usage: [1400, 10] },
    { text: 'Done.', usage: [1500, 5] },
  ]
  const task = await call('POST', `/companies/${companyId}/tasks`, { title: 'Find the answer', assigned_to: agent.id })
  const done = await until('the task to be done', async () => {
    const now = await call('GET', `/tasks/${task.id}`)
    return now.state === 'done' ? now : null
  })
  expect(await messagesOf(done.id)).toEqual(['It is 42.'])
  // what the model was told, and what the product answered to its tools
  expect(JSON.stringify(model.asked.at(-1)?.body.messages)).toContain('Find the answer')
  const run = await until('the run to end', async () => {
    const { runs } = await call<{ runs: (Json & { status: string })[] }>('GET', `/companies/${companyId}/runs`)
    return runs.find(({ status }) => status === 'succeeded') ?? null
  })
  const log = JSON.stringify(await call('GET', `/runs/${run.id}/events`))
  expect(log).toContain('set_status')
  expect(log).not.toContain(MODEL_KEY)
  const costs = await fetch(`${server.url}/api/companies/${companyId}/costs/by-agent-model`)
  const used = { model: 'tiny-2026', inputTokens: 5400, outputTokens: 65, unpricedEvents: 4 }
  expect(await costs.json()).toMatchObject([used])
})

it('an endpoint that refuses the key, and one that is not there, say so', async () => {
  model.script = [{ status: 401, body: { error: { message: 'bad key' } } }]
  const refused = await paperclip('agent', 'test', 'my-codex')
  expect(refused).toMatchObject({ code: 1, text: expect.stringContaining('refused the key') })
  const nobody = await paperclip(
    'agent',
    'register',
    '--name',
    'x',
    '--type',
    'openai-compatible',
    '--endpoint',
    'http://127.0.0.1:9',
  )
  expect(nobody).toMatchObject({ code: 1, text: expect.stringContaining('does not answer') })
  expect((await paperclip('agent', 'register', '--name', 'x')).code).toBe(2)
  expect(await paperclip('agent', 'test', 'nobody')).toMatchObject({
    code: 1,
    text: expect.stringContaining('no agent "nobody"'),
  })
})

it('an agent that speaks the Agent Client Protocol does a task', async () => {
  const agent = await call('POST', `/companies/${companyId}/agents`, {
    ...{ name: 'Acp', runtime: 'acp' },
    runtime_config: { command: process.execPath, args: [ACP_AGENT], env: { SESSIONS: 'sessions.json' } },
  })
  expect(await call('POST', `/agents/${agent.id}/test`)).toMatchObject({ ok: true })
  const wanted = { title: 'Greet', description: 'DO say Good morning.', assigned_to: agent.id }
  const task = await call('POST', `/companies/${companyId}/tasks`, wanted)
  await until('its answer', async () => (await messagesOf(task.id)).includes('Good morning.'))
})

it('an agent behind an OpenClaw gateway does a task, and its word decides', async () => {
  const gateway = await startGateway()
  gateway.script = { says: ['Looked at it.\nPAPERCLIP: done'] }
  try {
    const agent = await call('POST', `/companies/${companyId}/agents`, {
      ...{ name: 'Claw', runtime: 'openclaw', endpoint: gateway.url },
    })
    const task = await call('POST', `/companies/${companyId}/tasks`, { title: 'Look', assigned_to: agent.id })
    await until('the task to be done', async () => (await call('GET', `/tasks/${task.id}`)).state === 'done')
    expect(await messagesOf(task.id)).toEqual(['Looked at it.'])
  } finally {
    gateway.close()
  }
})

it('an HTTP agent that answers 202 says later what became of its work, once, and only of its own', async () => {
  let given: { run_id: string; api_key: string; api_base: string } | null = null
  const agentServer = http.createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    given = JSON.parse(text).context
    response.writeHead(202).end()
  })
  await new Promise<void>((resolve) => agentServer.listen(0, '127.0.0.1', resolve))
  try {
    const endpoint = `http://127.0.0.1:${(agentServer.address() as net.AddressInfo).port}`
    const agent = await call('POST', `/companies/${companyId}/agents`, { name: 'Later', runtime: 'http', endpoint })
    const task = await call('POST', `/companies/${companyId}/tasks`, { title: 'Wait', assigned_to: agent.id })
    const context = await until('the work to arrive', async () => given)
    const complete = (runId: string, key: string) =>
      fetch(`${context.api_base}/runs/${runId}/complete`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ status: 'done', summary: 'It took a while.' }),
      })
    // longer than a beat: the worker keeps the lease meanwhile
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    expect((await call('GET', `/runs/${context.run_id}`)).status).toBe('running')
    expect((await complete(context.run_id, 'pcp_run_wrong')).status).toBe(401)
    expect(await (await complete(context.run_id, context.api_key)).json()).toEqual({ status: 'succeeded' })
    expect((await call('GET', `/tasks/${task.id}`)).state).toBe('done')
    expect(await messagesOf(task.id)).toEqual(['It took a while.'])
    // the key died with the run
    expect((await complete(context.run_id, context.api_key)).status).toBe(401)
  } finally {
    agentServer.close()
  }
})
