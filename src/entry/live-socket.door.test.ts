import { createHash } from 'node:crypto'
import http from 'node:http'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Heard, openLive, statusOf, untilAllIsPast } from '@/testing/live-client'
import { type RunningServer, startServer } from '@/testing/running-server'

const MASTER_KEY = 'a-master-key-for-live-tests'

let server: RunningServer
let address: string
let companyId: string
let otherId: string
let boardToken: string
let agentToken: string

async function call(procedure: string, input: object): Promise<{ id: string; token: string }> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${MASTER_KEY}` }
  const response = await fetch(`${server.url}/api/trpc/${procedure}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(input),
  })
  expect(response.status).toBe(200)
  return (await response.json()).result.data
}

beforeAll(async () => {
  // sign-in is needed because of the name; vitest sets BASE_URL to "/" for its own purposes
  server = await startServer({ env: { BASE_URL: 'http://paperclip.test', PAPERCLIP_API_KEY: MASTER_KEY } })
  companyId = (await call('companies.createCompany', { name: 'Acme' })).id
  otherId = (await call('companies.createCompany', { name: 'Other' })).id
  const agent = await call('org.hireAgent', {
    companyId,
    name: 'Ada',
    runtime: 'bash',
    runtimeConfig: { command: 'true' },
  })
  boardToken = (await call('access.createApiKey', { companyId, name: 'script', kind: 'board' })).token
  agentToken = (await call('access.createApiKey', { companyId, name: 'ada', kind: 'agent', agentId: agent.id })).token
  address = addressOf(companyId)
})
afterAll(() => server?.stop())

const addressOf = (company: string) => `${server.url.replace('http', 'ws')}/api/companies/${company}/events/ws`
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
const label = (name: string) => call('tasks.createLabel', { companyId, name, color: '#aabbcc' })

async function inDatabase<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: server.databaseUrl })
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

/** What the database says was told, in the order of the stream. */
async function eventsInDatabase(name: string): Promise<string[]> {
  const rows = await inDatabase<{ labelId: string }>(
    `SELECT data->>'labelId' AS "labelId" FROM "OutboxEvent" WHERE "companyId" = $1 AND name = $2 ORDER BY txid, seq`,
    [companyId, name],
  )
  return rows.map((row) => row.labelId)
}

const labelsIn = (heard: Heard[]) =>
  heard.filter((each) => each.payload.action === 'label.created').map((each) => each.payload.entityId)

describe('who may listen', () => {
  it('is whoever may read the company, by bearer or by token in the address', async () => {
    expect(await statusOf(address, bearer(boardToken))).toBe(101)
    expect(await statusOf(address, bearer(agentToken))).toBe(101)
    expect(await statusOf(`${address}?token=${agentToken}`)).toBe(101)
    expect(await statusOf(addressOf('acme'), bearer(MASTER_KEY))).toBe(101)
    // the same place in codes, and none
    expect(await statusOf(address.replace('/api/', '/%61pi/'), bearer(MASTER_KEY))).toBe(101)
    expect(await statusOf(address.replace('/api/', '/%%361pi/'), bearer(MASTER_KEY))).toBe(404)
  })

  it('is nobody else, and that is said before the upgrade', async () => {
    expect(await statusOf(address)).toBe(401)
    for (const token of ['', 'undefined', 'pcp_agent_unknown', 'pcp_board_unknown', `${agentToken}x`, 'a b']) {
      expect(await statusOf(`${address}?token=${encodeURIComponent(token)}`)).toBe(401)
    }
    expect(await statusOf(address, bearer('pcp_board_unknown'))).toBe(401)
    // a bearer beats the address: what is wrong is not passed over
    expect(await statusOf(`${address}?token=${agentToken}`, bearer('pcp_board_unknown'))).toBe(401)
    expect(await statusOf(addressOf(otherId), bearer(boardToken))).toBe(404)
    expect(await statusOf(addressOf(otherId), bearer(agentToken))).toBe(404)
    expect(await statusOf(addressOf('nowhere'), bearer(MASTER_KEY))).toBe(404)
    for (const after of ['x', '-1', '1.5', '9007199254740991', '99999999999999999999']) {
      expect(await statusOf(`${address}?after=${after}`, bearer(boardToken))).toBe(400)
    }
  })

  it('is told to a request without an upgrade, too', async () => {
    const response = await fetch(address.replace('ws:', 'http:'), bearer(boardToken))
    expect(response.status).toBe(426)
    expect((await response.json()).error).toContain('WebSocket')
  })

  it('is no page of another site, with or without a cookie', async () => {
    const cookie = 'paperclip-session=pcp_session_unknown'
    const from = (headers: Record<string, string>) => statusOf(address, { headers: { cookie, ...headers } })
    expect(await from({ origin: 'http://evil.test' })).toBe(403)
    expect(await from({})).toBe(403)
    expect(await from({ origin: 'http://paperclip.test', 'sec-fetch-site': 'cross-site' })).toBe(403)
    // one of our own pages, whose session is over
    expect(await from({ origin: 'http://paperclip.test' })).toBe(401)
  })

  it('is a signed-in person, from our own pages only', async () => {
    const token = 'pcp_session_of-a-test'
    await inDatabase(
      `INSERT INTO "Session" ("tokenHash", "personId", "expiresAt")
       SELECT $1, id, now() + interval '1 hour' FROM "Person" WHERE "isInstanceAdmin" LIMIT 1`,
      [createHash('sha256').update(token).digest('hex')],
    )
    const headers = { cookie: `paperclip-session=${token}` }
    expect(await statusOf(address, { headers: { ...headers, origin: 'http://paperclip.test' } })).toBe(101)
    expect(await statusOf(address, { headers: { ...headers, origin: 'http://evil.test' } })).toBe(403)
    expect(await statusOf(address, { headers })).toBe(403)
  })
})

describe('the live socket', () => {
  it('loses and doubles nothing for a reader that is cut off again and again while many write', async () => {
    const written = (async () => {
      for (let round = 0; round < 12; round++) {
        await Promise.all(Array.from({ length: 10 }, (_, i) => label(`label ${round}-${i}`)))
      }
    })()
    const heard: Heard[] = []
    let after = ''
    for (let visit = 0; labelsIn(heard).length < 120; visit++) {
      const stream = await openLive(after ? `${address}?after=${after}` : `${address}?after=0`, bearer(boardToken))
      await stream.until((all) => labelsIn([...heard, ...all]).length >= Math.min(120, (visit + 1) * 17))
      stream.socket.terminate()
      heard.push(...stream.heard.filter((each) => each.type !== 'stream.ready'))
      after = String(heard.at(-1)!.id)
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
    await written
    expect(labelsIn(heard)).toEqual(await eventsInDatabase('label/created'))
    expect(heard.every((each, i) => i === 0 || each.id > heard[i - 1]!.id)).toBe(true)
    expect(heard[0]).toMatchObject({
      companyId,
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      id: expect.any(Number),
    })
  })

  it('begins now without an id, and resumes across a restart of the server', async () => {
    await untilAllIsPast(server.databaseUrl)
    const before = await openLive(`${address}?token=${agentToken}`)
    const [ready] = await before.ready()
    expect(before.heard).toEqual([ready])
    await server.kill9('web')
    expect((await before.ended).code).toBe(1006)
    await server.start('web')
    const made = await label('after the restart')
    const stream = await openLive(`${address}?after=${ready!.id}`, bearer(boardToken))
    await stream.until((all) => labelsIn(all).length === 1)
    expect(labelsIn(stream.heard)).toEqual([made.id])
    stream.close()
  })

  it('is left alone by the server of the pages', async () => {
    expect((await fetch(`${server.url}/signin`)).status).toBe(200)
    await untilAllIsPast(server.databaseUrl)
    const stream = await openLive(address, bearer(boardToken))
    await stream.ready()
    const made = await label('after a page was served')
    await stream.until((all) => labelsIn(all).length === 1)
    expect(labelsIn(stream.heard)).toEqual([made.id])
    stream.close()
  })

  it('never writes a token to the log', async () => {
    await statusOf(`${address}?token=${agentToken}`)
    await statusOf(`${address}?token=pcp_agent_secret-in-the-address`)
    await label('so that the log was written')
    expect(server.output()).toContain('/events/ws')
    expect(server.output()).not.toContain(agentToken)
    expect(server.output()).not.toContain('secret-in-the-address')
  })

  it('takes no other socket', async () => {
    const status = await new Promise((resolve) => {
      const headers = { connection: 'upgrade', upgrade: 'websocket' }
      http.get(`${server.url}/api/health`, { headers }, (response) => resolve(response.statusCode)).on('error', resolve)
    })
    expect(status).toBe(404)
  })
})

it('says goodbye when the server stops', async () => {
  const stream = await openLive(address, bearer(boardToken))
  await stream.ready()
  await server.stop()
  expect((await stream.ended).code).toBe(1001)
})
