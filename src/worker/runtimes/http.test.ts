import { createHmac } from 'node:crypto'
import nodeHttp from 'node:http'
import type net from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMask } from '@/platform/mask'
import { leasedRun } from '../control-plane-for-tests'
import { http } from './http'
import type { Activity } from './runtime'

type Received = { url: string; headers: nodeHttp.IncomingHttpHeaders; body: string }

let server: nodeHttp.Server
let endpoint: string
let received: Received[]
let answer: (response: nodeHttp.ServerResponse, request: Received) => void

beforeEach(async () => {
  received = []
  server = nodeHttp.createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const one = { url: request.url ?? '', headers: request.headers, body }
    received.push(one)
    answer(response, one)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const task = { id: 'task-1', identifier: 'T-1', title: 'Title', description: 'Text', goalAncestry: ['Mission', 'Goal'] }

function begin(config: Record<string, unknown> = { endpoint }, mayCallPrivate: boolean | null = true) {
  const run = leasedRun('', { runtime: 'http', runtimeConfig: config, task, instructions: 'Be kind.' })
  const activity: Activity = http.start({
    run,
    workspace: '/tmp',
    home: '/tmp',
    workerEnv: {} as NodeJS.ProcessEnv,
    mayCallPrivate,
    mask: createMask([]),
    log() {},
    onStarted() {},
  })
  return { run, activity }
}

function answerJson(status: number, body: unknown, headers: Record<string, string> = {}): void {
  answer = (response) => response.writeHead(status, headers).end(JSON.stringify(body))
}

test('the work is posted with the context, the key of the run and a signature that it proves', async () => {
  answerJson(200, { status: 'done', summary: 'All fine.', tokens_in: 10, tokens_out: 2, model: 'm' })
  const { run, activity } = begin({ endpoint, headers: { 'X-Own': '1', 'X-Paperclip-Run-Id': 'forged' } })
  expect(await activity.done).toEqual({
    outcome: 'succeeded',
    work: { status: 'done', summary: 'All fine.', tokensIn: 10, tokensOut: 2, model: 'm', delegateTo: undefined },
  })
  const [{ url, headers, body }] = received as [Received]
  expect(url).toBe('/work')
  expect(JSON.parse(body)).toMatchObject({
    agent_id: run.agentId,
    task: { id: 'task-1', title: 'Title', description: 'Text', goal_ancestry: ['Mission', 'Goal'] },
    instructions: 'Be kind.',
    context: { run_id: run.runId, wake_reason: 'manual', company_id: run.companyId, api_key: run.runToken },
  })
  expect(headers).toMatchObject({ 'x-own': '1', 'x-paperclip-run-id': run.runId, 'idempotency-key': run.runId })
  const hmac = createHmac('sha256', run.runToken).update(`${headers['x-paperclip-timestamp']}.${body}`).digest('hex')
  expect(headers['x-paperclip-signature']).toBe(`sha256=${hmac}`)
})

test('an endpoint that ends in /work is used as it is', async () => {
  answerJson(200, { status: 'blocked', summary: 'No access.' })
  const { activity } = begin({ endpoint: `${endpoint}/agents/rhea/work` })
  expect(await activity.done).toMatchObject({
    outcome: 'succeeded',
    work: { status: 'blocked', summary: 'No access.' },
  })
  expect(received[0]!.url).toBe('/agents/rhea/work')
})

test('delegated work names its new agent', async () => {
  answerJson(200, { status: 'delegated', summary: 'For Max.', delegate_to: 'agt_1' })
  expect(await begin().activity.done).toMatchObject({ work: { status: 'delegated', delegateTo: 'agt_1' } })
})

test.each([
  ['an unknown status', { status: 'finished', summary: 'x' }, 'status must be done, blocked or delegated'],
  ['no summary', { status: 'done' }, 'summary must be a text'],
  ['delegation to nobody', { status: 'delegated', summary: 'x' }, 'delegate_to'],
  ['negative tokens', { status: 'done', summary: 'x', tokens_in: -1 }, 'tokens_in'],
])('%s is an invalid response', async (_, body, problem) => {
  answerJson(200, body)
  const outcome = await begin().activity.done
  expect(outcome).toMatchObject({ outcome: 'failed', errorCode: 'invalid_response' })
  expect(outcome.error).toContain(problem)
})

test('an answer that is not JSON, or too large, is told', async () => {
  answer = (response) => response.end('<html>')
  expect(await begin().activity.done).toMatchObject({ errorCode: 'invalid_response' })
  answer = (response) => response.end('x'.repeat(2_000_000))
  expect((await begin().activity.done).error).toContain('more than 1000000 bytes')
})

test('a rate limit is told with the time to wait', async () => {
  answerJson(429, {}, { 'retry-after': '7' })
  expect(await begin().activity.done).toMatchObject({ errorCode: 'rate_limited', retryAfterSeconds: 7 })
})

test.each([
  [401, 'auth'],
  [402, 'quota'],
  [404, 'invalid_response'],
  [503, 'crashed'],
])('HTTP %i is %s', async (status, errorCode) => {
  answerJson(status, {})
  expect(await begin().activity.done).toMatchObject({ outcome: 'failed', errorCode })
})

test('redirects are followed within the host, a few times, and never to another one', async () => {
  answer = (response, { url }) => {
    if (url === '/moved') response.end('{"status":"done","summary":"Here."}')
    else response.writeHead(307, { location: '/moved' }).end()
  }
  expect(await begin().activity.done).toMatchObject({ work: { summary: 'Here.' } })
  expect(received[1]!.body).toBe(received[0]!.body)
  answer = (response) => response.writeHead(307, { location: '/work' }).end()
  expect((await begin().activity.done).error).toContain('redirected more than 3 times')
  answer = (response) => response.writeHead(307, { location: 'http://localhost:9/' }).end()
  expect((await begin().activity.done).error).toContain('redirected to another host')
})

test('nobody there, and a private address that is not allowed, were not started', async () => {
  answerJson(200, { status: 'done', summary: 'x' })
  const refused = { outcome: 'failed', errorCode: 'not_started' }
  expect(await begin({ endpoint: 'http://127.0.0.1:9' }).activity.done).toMatchObject(refused)
  expect(await begin({ endpoint }, false).activity.done).toMatchObject(refused)
  expect(await begin({ endpoint: endpoint.replace('127.0.0.1', 'localhost') }, null).activity.done).toMatchObject(
    refused,
  )
  expect(await begin({ endpoint: 'http://169.254.169.254/latest' }, true).activity.done).toMatchObject(refused)
  expect(await begin({ endpoint: 'ftp://x' }).activity.done).toMatchObject(refused)
  expect(received).toEqual([])
  expect(await begin({ endpoint, allowPrivate: true }, null).activity.done).toMatchObject({ outcome: 'succeeded' })
})

test('a heartbeat goes to the address as it is, with what the template says, and 2xx means that it was taken', async () => {
  answerJson(200, 'fine')
  const payloadTemplate = { team: 'blue', runId: 'forged' }
  const { run, activity } = begin({
    endpoint: `${endpoint}/hook?a=1`,
    contract: 'heartbeat',
    method: 'PUT',
    payloadTemplate,
  })
  expect(await activity.done).toEqual({ outcome: 'succeeded' })
  const [{ url, headers, body }] = received as [Received]
  expect(url).toBe('/hook?a=1')
  expect(headers['x-paperclip-run-id']).toBe(run.runId)
  expect(JSON.parse(body)).toMatchObject({
    ...{ team: 'blue', runId: run.runId, agentId: run.agentId },
    context: { taskId: 'task-1', issueId: 'task-1', taskKey: 'T-1', wakeReason: 'manual' },
  })
  expect(body).not.toContain(run.runToken)
  answerJson(500, {})
  expect(await begin({ endpoint, contract: 'heartbeat' }).activity.done).toMatchObject({ errorCode: 'crashed' })
})

test('an agent that answers later is waited for until somebody ends the wait', async () => {
  answerJson(202, {})
  const { activity } = begin()
  const isOver = await Promise.race([
    activity.done.then(() => true),
    new Promise((resolve) => setTimeout(() => resolve(false), 300)),
  ])
  expect(isOver).toBe(false)
  activity.stop(0)
  expect((await activity.done).outcome).not.toBe('succeeded')
})

test('a stop ends the call', async () => {
  let heard = () => {}
  const isHeard = new Promise<void>((resolve) => {
    heard = resolve
  })
  answer = () => heard()
  const { activity } = begin()
  await isHeard
  activity.stop(0)
  expect(await activity.done).toMatchObject({ outcome: 'failed', errorCode: 'crashed' })
})
