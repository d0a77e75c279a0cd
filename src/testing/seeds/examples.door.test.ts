import { type ChildProcess, execFile, spawn } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../company'
import { type RunningServer, startServer } from '../running-server'

const EXAMPLES = path.resolve('docs/examples')
const run = promisify(execFile)

let server: RunningServer
let called: ChildProcess | undefined

beforeAll(async () => {
  server = await startServer({ worker: true })
})
afterAll(async () => {
  called?.kill('SIGKILL')
  await server.stop()
})

type Json = Record<string, unknown> & { id: string }

/** In local mode, which needs no key. */
async function call<T = Json>(method: string, pathAndQuery: string, body?: object): Promise<T> {
  const response = await fetch(`${server.url}${pathAndQuery}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${method} ${pathAndQuery}: ${response.status} ${JSON.stringify(answer)}`)
  return answer as T
}

const found = (name: string) => call('POST', '/api/v1/companies', { name, mission: 'Show how it is done' })
const taskWhen = (id: string, state: string) =>
  until(`the task to be ${state}`, async () => {
    const task = await call('GET', `/api/v1/tasks/${id}`)
    return task.state === state ? task : null
  })
const threadOf = async (id: string) =>
  (await call<{ messages: { content: string }[] }>('GET', `/api/v1/tasks/${id}/messages`)).messages.map(
    (message) => message.content,
  )

describe('the agent in Python', () => {
  it('asks for work, does it, and reports what it cost', async () => {
    const company = await found('Python')
    const agent = await call('POST', `/api/v1/companies/${company.id}/agents`, { name: 'Counter', runtime: 'bash' })
    const key = await call('POST', `/api/v1/companies/${company.id}/keys`, { name: 'loop', agent_id: agent.id })
    const task = await call('POST', `/api/v1/companies/${company.id}/tasks`, {
      title: 'Count',
      description: 'to be or not to be',
      assigned_to: agent.id,
    })
    const env = {
      NODE_ENV: 'test' as const,
      PATH: process.env.PATH,
      PAPERCLIP_BASE_URL: server.url,
      PAPERCLIP_AGENT_ID: agent.id,
      PAPERCLIP_API_KEY: String(key.token),
    }
    const first = await run('python3', [path.join(EXAMPLES, 'agent.py'), '--once'], { env })
    expect(first.stdout).toContain('Count: 6 words, 4 of them different.')
    expect(await call('GET', `/api/v1/tasks/${task.id}`)).toMatchObject({
      state: 'done',
      completion_summary: 'Count: 6 words, 4 of them different.',
    })
    const { costs } = await call<{ costs: object[] }>('GET', `/api/v1/companies/${company.id}/costs`)
    expect(costs).toMatchObject([{ task_id: task.id, model: 'gpt-4o-mini' }])
    const second = await run('python3', [path.join(EXAMPLES, 'agent.py'), '--once'], { env })
    expect(second.stdout).toBe('')
  })

  it('does the work that it is called for', async () => {
    called = spawn('python3', [path.join(EXAMPLES, 'agent.py'), 'serve'], {
      env: { NODE_ENV: 'test', PATH: process.env.PATH, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const port = await new Promise<string>((resolve) =>
      called?.stdout?.on('data', (data: Buffer) => resolve(/listening on (\d+)/.exec(String(data))?.[1] ?? '')),
    )
    const company = await found('Called')
    const agent = await call('POST', `/api/v1/companies/${company.id}/agents`, {
      name: 'Called',
      runtime: 'http',
      endpoint: `http://127.0.0.1:${port}`,
      runtime_config: { allowPrivate: true },
    })
    const task = await call('POST', `/api/v1/companies/${company.id}/tasks`, {
      title: 'Count again',
      description: 'one two',
      assigned_to: agent.id,
    })
    expect(await taskWhen(task.id, 'done')).toMatchObject({ completion_summary: expect.stringContaining('2 words') })
  })
})

describe('the agent in bash and curl', () => {
  it('goes through the nine steps of a heartbeat, and hands on what is not its own', async () => {
    const company = await found('Nine steps')
    const hire = (name: string, more: object) =>
      call('POST', `/api/companies/${company.id}/agents`, { name, adapterType: 'process', ...more })
    const boss = await hire('Boss', { adapterConfig: { command: path.join(EXAMPLES, 'agent.sh') } })
    const helper = await hire('Helper', {
      reportsTo: boss.id,
      adapterConfig: { command: path.join(EXAMPLES, 'agent.sh') },
    })
    const issue = await call('POST', `/api/companies/${company.id}/issues`, {
      title: 'Is there room?',
      description: `Look, and ask. delegate: ${helper.id}`,
      assigneeAgentId: boss.id,
    })
    await taskWhen(issue.id, 'done')
    expect(await threadOf(issue.id)).toEqual([expect.stringMatching(/^There are \S+ free\.$/)])
    const children = await call<Json[]>('GET', `/api/companies/${company.id}/issues?parentId=${issue.id}`)
    expect(children).toMatchObject([{ assigneeAgentId: helper.id, priority: 'high', requestDepth: 1 }])
    await taskWhen(children[0]!.id, 'done')
    const [first] = await call<Json[]>('GET', `/api/companies/${company.id}/heartbeat-runs?agentId=${boss.id}`)
    expect(first).toMatchObject({ status: 'succeeded' })
    const log = await call('GET', `/api/heartbeat-runs/${first?.id}/log`)
    expect(log.content).toMatch(/I am Boss/)
  })

  it('hears first what became of its request', async () => {
    const company = await found('Asked')
    const agent = await call('POST', `/api/companies/${company.id}/agents`, {
      name: 'Asker',
      adapterType: 'process',
      adapterConfig: { command: path.join(EXAMPLES, 'agent.sh') },
    })
    const approval = await call('POST', `/api/companies/${company.id}/approvals`, {
      type: 'request_board_approval',
      requestedByAgentId: agent.id,
      payload: { title: 'May I delete the old data?', summary: 'It is from last year.' },
    })
    await call('POST', `/api/approvals/${approval.id}/approve`, { decisionNote: 'Keep a copy.' })
    const said = await until('the agent to answer', async () => {
      const comments = await call<{ body: string }[]>('GET', `/api/approvals/${approval.id}/comments`)
      return comments.length > 0 ? comments : null
    })
    expect(said).toMatchObject([{ body: 'Thank you. I go on with it.', authorAgentId: agent.id }])
  })
})
