import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '@/testing/company'
import { idIn, type RestClient, restClient, rowsIn } from '@/testing/rest-client'
import { type RunningServer, startServer } from '@/testing/running-server'

const KEY = 'master-key-for-the-tests'

let server: RunningServer
let api: RestClient
let company: string
let agent: string

type Hook = { routine: string; trigger: string; url: string; secret: string }

beforeAll(async () => {
  server = await startServer({ env: { PAPERCLIP_API_KEY: KEY, BASE_URL: '' } })
  api = restClient(server.url, KEY, { base: '/api' })
  company = idIn(await api('POST', '/companies', { name: 'Hooks' }))
  const config = { adapterType: 'process', adapterConfig: { command: 'true' } }
  agent = idIn(await api('POST', `/companies/${company}/agents`, { name: 'Ada', ...config }))
})
afterAll(() => server?.stop())

async function hook(trigger: object, routine: object = {}): Promise<Hook> {
  const wish = { title: 'Look at it', assigneeAgentId: agent, concurrencyPolicy: 'always_enqueue', ...routine }
  const id = idIn(await api('POST', `/companies/${company}/routines`, wish))
  const made = await api('POST', `/routines/${id}/triggers`, { kind: 'webhook', ...trigger })
  const { webhookUrl, webhookSecret } = made.body
  return { routine: id, trigger: idIn(made), url: String(webhookUrl), secret: String(webhookSecret) }
}

async function send(url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex')
const seconds = (ago = 0) => String(Math.floor(Date.now() / 1000) - ago)

function signed(secret: string, body: string, timestamp = seconds()) {
  return {
    'x-paperclip-timestamp': timestamp,
    'x-paperclip-signature': `sha256=${hmac(secret, `${timestamp}.${body}`)}`,
  }
}

const runsOf = async ({ routine }: Hook) => rowsIn(await api('GET', `/routines/${routine}/runs`))

const refused = { status: 401, body: { code: 'unauthenticated' } }

describe('a webhook that is signed with its time', () => {
  it('fires once for a delivery, however often and at once it comes', async () => {
    const made = await hook({})
    const body = '{"text":"hello"}'
    const headers = signed(made.secret, body)
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(made.url, body, headers)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([202, ...Array(7).fill(409)])
    expect(await send(made.url, body, headers)).toMatchObject({ status: 409 })
    expect(await runsOf(made)).toMatchObject([
      { source: 'webhook', status: 'issue_created', triggerId: made.trigger, triggerPayload: { text: 'hello' } },
    ])
    const again = signed(made.secret, body, seconds(7))
    expect(await send(made.url, body, again)).toMatchObject({ status: 202, body: { status: 'issue_created' } })
  })

  it('refuses what is not signed, signed otherwise, changed, or too old', async () => {
    const made = await hook({ replayWindowSec: 30 })
    const body = '{"amount":1}'
    const wrong: [string, Record<string, string>][] = [
      [body, {}],
      [body, signed('whsec_another', body)],
      ['{"amount":2}', signed(made.secret, body)],
      [body, { ...signed(made.secret, body), 'x-paperclip-timestamp': seconds(5) }],
      [body, signed(made.secret, body, seconds(60))],
      [body, signed(made.secret, body, seconds(-60))],
      [body, signed(made.secret, body, 'yesterday')],
      [body, { ...signed(made.secret, body), 'x-paperclip-signature': '' }],
      [body, { authorization: `Bearer ${made.secret}` }],
    ]
    for (const [text, headers] of wrong) expect(await send(made.url, text, headers)).toMatchObject(refused)
    expect(await runsOf(made)).toEqual([])
    const inMilliseconds = signed(made.secret, body, String(Date.now()))
    expect((await send(made.url, body, inMilliseconds)).status).toBe(202)
  })

  it('takes nothing with the secret of before', async () => {
    const made = await hook({})
    const rotated = await api('POST', `/routine-triggers/${made.trigger}/rotate-secret`)
    expect(await send(made.url, '{}', signed(made.secret, '{}'))).toMatchObject(refused)
    expect((await send(made.url, '{}', signed(String(rotated.body.webhookSecret), '{}'))).status).toBe(202)
  })
})

describe('a webhook of GitHub', () => {
  it('takes each delivery once, and makes a task of it', async () => {
    const made = await hook(
      { signingMode: 'github_hmac' },
      { title: 'Review {{payload.pull_request.title}}', description: '{{action}} by {{payload.sender.login}}' },
    )
    const body = JSON.stringify({
      action: 'opened',
      pull_request: { title: 'Fix: \u0000 "it"' },
      sender: { login: 'ada' },
    })
    const headers = (id: string) => ({
      ...{ 'x-hub-signature-256': `sha256=${hmac(made.secret, body)}`, 'x-github-delivery': id },
    })
    expect((await send(made.url, body, headers('1'))).status).toBe(202)
    expect((await send(made.url, body, headers('2'))).status).toBe(409)
    expect(await send(made.url, `${body} `, headers('3'))).toMatchObject(refused)
    const [run] = await runsOf(made)
    expect((await api('GET', `/issues/${run?.linkedIssueId}`)).body).toMatchObject({
      ...{ title: expect.stringMatching(/^Review Fix: .*"it"$/), description: 'opened by ada' },
    })
  })
})

describe('a webhook with a bearer', () => {
  it('takes the secret, and gives the first answer again for an idempotency key', async () => {
    const made = await hook({ signingMode: 'bearer' })
    const headers = { authorization: `Bearer ${made.secret}` }
    expect(await send(made.url, '{}')).toMatchObject(refused)
    expect(await send(made.url, '{}', { authorization: `Bearer ${KEY}` })).toMatchObject(refused)
    const once = { ...headers, 'idempotency-key': 'a' }
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(made.url, '{}', once)))
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1)
    expect((await send(made.url, '{}', headers)).status).toBe(202)
    expect(await runsOf(made)).toHaveLength(2)
  })
})

describe('a webhook that is flooded', () => {
  it('takes sixty deliveries a minute, says when to come again, and leaves the others alone', async () => {
    const [flooded, calm] = [await hook({ signingMode: 'bearer' }), await hook({ signingMode: 'none' })]
    const answers = await Promise.all(Array.from({ length: 75 }, () => send(flooded.url, '{}')))
    const count = (status: number) => answers.filter((answer) => answer.status === status).length
    expect([count(401), count(429)]).toEqual([60, 15])
    const late = await fetch(flooded.url, { method: 'POST', body: '{}' })
    expect(late.status).toBe(429)
    const seconds = Number(late.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    expect(await late.json()).toMatchObject({ code: 'rate_limited', details: { rule: 'webhook_rate' } })
    expect((await send(calm.url, '{}')).status).toBe(202)
  })
})

describe('the log', () => {
  it('has no whole address of a webhook', async () => {
    const made = await hook({ signingMode: 'none' })
    await send(made.url, '{}')
    const name = /public\/([\w-]+)\/fire/.exec(made.url)![1]!
    const line = await until('the line of the delivery', async () => {
      const lines = server.output().split('\n')
      return lines.find((each) => each.includes(`public/${name.slice(0, 9)}…/fire`))
    })
    expect(line).toContain('"status":202')
    expect(server.output()).not.toContain(name)
  })
})

describe('a webhook', () => {
  it('without a signature takes anything that is text, and shows it to the agent', async () => {
    const made = await hook({ signingMode: 'none' })
    expect((await send(made.url, 'plain words')).status).toBe(202)
    expect((await send(made.url, new Uint8Array([0xff, 0xfe]))).status).toBe(400)
    expect((await send(made.url, `"${'x'.repeat(1_000_001)}"`)).status).toBe(413)
    const [run] = await runsOf(made)
    expect((await api('GET', `/issues/${run?.linkedIssueId}`)).body.description).toContain('plain words')
  })

  it("that is nobody's is not found, and one that was switched off takes nothing", async () => {
    const made = await hook({ signingMode: 'none' })
    expect(await send(made.url.replace('hook_', 'hook_a'), '{}')).toMatchObject({ status: 404 })
    expect(await send(`${server.url}/api/routine-triggers/public/`, '{}')).toMatchObject({ status: 404 })
    expect((await fetch(made.url)).status).toBe(405)
    await api('PATCH', `/routine-triggers/${made.trigger}`, { enabled: false })
    expect(await send(made.url, '{}')).toMatchObject({ status: 422, body: { details: { rule: 'trigger_disabled' } } })
    await api('PATCH', `/routine-triggers/${made.trigger}`, { enabled: true })
    await api('PATCH', `/routines/${made.routine}`, { status: 'paused' })
    expect(await send(made.url, '{}')).toMatchObject({ status: 202, body: { status: 'skipped' } })
    await api('DELETE', `/routine-triggers/${made.trigger}`)
    expect((await send(made.url, '{}')).status).toBe(404)
    expect(await runsOf(made)).toHaveLength(1)
  })

  it('tells whoever delivers nothing of the company', async () => {
    const made = await hook({ signingMode: 'none' })
    const { body } = await send(made.url, '{"a":1}')
    expect(Object.keys(body).sort()).toEqual(['completedAt', 'createdAt', 'id', 'status'])
  })
})
