import { createHmac, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '@/testing/running-server'

const SECRET = randomBytes(32).toString('hex')
const CALL = '/api/inngest?fnId=paperclip-budget-rollover&stepId=step'

/** A call as an Inngest server makes it; keys in the order in which it signs them. */
const BODY = JSON.stringify({
  ctx: { attempt: 0, disable_immediate_execution: false, run_id: 'run', stack: { current: 0, stack: [] } },
  event: { data: {}, id: 'event', name: 'inngest/scheduled.timer', ts: 1 },
  events: [{ data: {}, id: 'event', name: 'inngest/scheduled.timer', ts: 1 }],
  steps: {},
  version: 2,
})

let server: RunningServer

function signed(body: string, { secret = SECRET, agoSeconds = 0 } = {}): Record<string, string> {
  const at = Math.floor(Date.now() / 1000) - agoSeconds
  const signature = createHmac('sha256', secret).update(body).update(`${at}`).digest('hex')
  return { 'x-inngest-signature': `t=${at}&s=${signature}` }
}

async function call(headers: Record<string, string>, body = BODY) {
  const all = { 'content-type': 'application/json', ...headers }
  const response = await fetch(`${server.url}${CALL}`, { method: 'POST', headers: all, body })
  return { status: response.status, text: await response.text() }
}

describe('durable functions that an Inngest server calls', () => {
  beforeAll(async () => {
    const keys = { INNGEST_EVENT_KEY: 'event-key', INNGEST_SIGNING_KEY: `signkey-prod-${SECRET}` }
    // nobody listens there; and a variable that would turn signatures off must not
    const env = { ...keys, INNGEST_BASE_URL: 'http://127.0.0.1:9', INNGEST_DEV: '1', BASE_URL: '' }
    server = await startServer({ env: { ENGINE: 'inngest', ...env } })
  })
  afterAll(() => server?.stop())

  it('run when the call is signed with the key of INNGEST_SIGNING_KEY', async () => {
    const { status, text } = await call(signed(BODY))
    expect([status, JSON.parse(text)]).toEqual([206, [expect.objectContaining({ op: 'StepRun', data: 0 })]])
  })

  it('do not run for anybody else', async () => {
    const wrong: Record<string, string>[] = [
      {},
      { 'x-inngest-signature': '' },
      { 'x-inngest-signature': `t=${Math.floor(Date.now() / 1000)}&s=` },
      signed(BODY, { secret: randomBytes(32).toString('hex') }),
      signed(BODY, { secret: '' }),
      signed(BODY, { agoSeconds: 3_600 }),
      signed(`${BODY} `),
    ]
    for (const headers of wrong) {
      const { status, text } = await call(headers)
      expect([headers, status]).toEqual([headers, 401])
      expect(text).not.toContain('StepRun')
    }
    // signed for other words
    expect((await call(signed(BODY), BODY.replace('"attempt":0', '"attempt":1'))).status).toBe(401)
    expect((await fetch(`${server.url}/api/inngest`)).status).toBe(401)
  })
})

describe('durable functions of the embedded engine', () => {
  beforeAll(async () => {
    server = await startServer({ env: { INNGEST_DEV: '1', BASE_URL: '' } })
  })
  afterAll(() => server?.stop())

  it('are called from inside only', async () => {
    for (const headers of [{}, signed(BODY)]) expect((await call(headers)).status).toBe(404)
    for (const method of ['GET', 'PUT']) {
      expect((await fetch(`${server.url}/api/inngest`, { method })).status).toBe(404)
    }
  })
})
