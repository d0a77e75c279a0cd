import { createHash } from 'node:crypto'
import http from 'node:http'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '@/testing/running-server'

const MASTER_KEY = 'a-master-key-for-tests'
// vitest sets BASE_URL to "/" for its own purposes
const ENV = { BASE_URL: '', PAPERCLIP_API_KEY: MASTER_KEY }

type Answer = { status: number; headers: http.IncomingHttpHeaders; body: string; data: Record<string, unknown> }

/** With node:http, because `fetch` sets Host and Origin by itself. */
function ask(
  server: RunningServer,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      // the path as it is: a URL would put it right
      {
        host: new URL(server.url).hostname,
        port: new URL(server.url).port,
        path,
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => {
          const json = text.startsWith('{') ? JSON.parse(text) : {}
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: text,
            data: json.result?.data ?? json,
          })
        })
      },
    )
    request.on('error', reject)
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

const WHO = '/api/trpc/access.whoAmI'
const COMPANIES = `/api/trpc/companies.listCompanies?input=${encodeURIComponent('{}')}`
const FOUND = '/api/trpc/companies.createCompany'

const BAD = [
  'Bearer undefined',
  'Bearer ',
  'Bearer pcp_board_unknown',
  'Bearer pcp_agent_unknown',
  'Bearer a-run-token',
  `Bearer ${MASTER_KEY}x`,
  'Basic YTpi',
]

describe('on loopback, without sign-in', () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer({ env: ENV })
  })
  afterAll(() => server?.stop())

  it('takes whoever asks for the local person', async () => {
    expect((await ask(server, WHO)).data).toMatchObject({ name: 'You', via: 'local', isInstanceAdmin: true })
  })

  it.each(BAD)('refuses the bad credential "%s"', async (authorization) => {
    expect((await ask(server, WHO, { authorization })).status).toBe(401)
  })

  it('takes the master key', async () => {
    const { data } = await ask(server, WHO, { authorization: `Bearer ${MASTER_KEY}` })
    expect(data).toMatchObject({ via: 'master_key', isInstanceAdmin: true })
  })

  it('refuses a name that another site lets point here', async () => {
    const answer = await ask(server, COMPANIES, { host: `evil.example:${new URL(server.url).port}` })
    expect(answer.status).toBe(403)
    expect(answer.body).not.toContain('"companies"')
  })

  it('refuses a change from another site, and makes none', async () => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await ask(server, FOUND, headers, { name: 'Forged' })).status).toBe(403)
    expect((await ask(server, COMPANIES)).body).not.toContain('Forged')
  })

  it('ends a key when it is revoked, and never logs its token', async () => {
    await ask(server, FOUND, { origin: server.url }, { name: 'Acme' })
    const inAcme = { companyId: 'acme' }
    const made = await ask(server, '/api/trpc/access.createApiKey', {}, { ...inAcme, name: 'script', kind: 'board' })
    const authorization = `Bearer ${String(made.data.token)}`
    expect((await ask(server, WHO, { authorization })).data).toMatchObject({ via: 'board_key' })

    await ask(server, '/api/trpc/access.revokeApiKey', {}, { ...inAcme, keyId: made.data.id })
    expect((await ask(server, WHO, { authorization })).status).toBe(401)
    expect(server.output()).not.toContain(String(made.data.token))
  })

  it('answers with the request id that it was given, and with its own in place of a strange one', async () => {
    expect((await ask(server, '/api/health', { 'x-request-id': 'abc-1' })).headers['x-request-id']).toBe('abc-1')
    const own = (await ask(server, '/api/health', { 'x-request-id': 'a b\tc' })).headers['x-request-id']
    expect(own).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('pain 17: says when the clock of the schedules stands still, and stays up', async () => {
    const client = new pg.Client({ connectionString: server.databaseUrl })
    await client.connect()
    const standStill = `INSERT INTO "ClockTick" VALUES ('schedules', now() - interval '10 minutes')
      ON CONFLICT (name) DO UPDATE SET at = excluded.at`
    const read = async () => {
      await client.query(standStill)
      const { status, data } = await ask(server, '/api/health')
      return { status, clock: (data.clock as { status: string }).status }
    }
    await expect.poll(read, { timeout: 30_000 }).toEqual({ status: 200, clock: 'late' })
    await client.end()
  })

  it('refuses a body that is too large', async () => {
    const answer = await ask(server, FOUND, {}, { name: 'x'.repeat(1_100_000) })
    expect(answer.status).toBe(413)
  })

  it.each(['/', '/signin', '/c/acme', '/no/such/page'])(
    'allows the inline scripts of %s, and no others',
    async (path) => {
      const page = await ask(server, path)
      const policy = String(page.headers['content-security-policy'])
      const allowed = /script-src ([^;]*)/.exec(policy)?.[1] ?? ''
      expect(allowed).not.toMatch(/unsafe/)
      const scripts = [...page.body.matchAll(/<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/g)]
      expect(scripts.length).toBeGreaterThan(0)
      for (const [, attributes = '', text = ''] of scripts) {
        const nonce = /nonce="([^"]+)"/.exec(attributes)?.[1]
        const digest = createHash('sha256').update(text).digest('base64')
        expect(allowed).toContain(nonce ? `'nonce-${nonce}'` : `'sha256-${digest}'`)
      }
    },
  )
})

describe('on an address that others reach', () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer({ env: { ...ENV, HOST: '0.0.0.0', RATE_LIMIT: '200', SIGN_IN_LIMIT: '10' } })
  })
  afterAll(() => server?.stop())

  it('needs sign-in', async () => {
    expect((await ask(server, WHO)).status).toBe(401)
    expect((await ask(server, FOUND, {}, { name: 'Nobody' })).status).toBe(401)
    expect((await ask(server, '/api/live?companyId=acme')).status).toBe(401)
    expect((await ask(server, WHO, { cookie: 'paperclip-session=pcp_session_unknown' })).status).toBe(401)
  })

  it.each(BAD)('refuses the bad credential "%s"', async (authorization) => {
    expect((await ask(server, WHO, { authorization })).status).toBe(401)
  })

  it('takes the master key', async () => {
    expect((await ask(server, WHO, { authorization: `Bearer ${MASTER_KEY}` })).status).toBe(200)
  })

  let cookie = ''

  it('lets the first person in by the setup link, once', async () => {
    const token = new URL(server.setupLink() ?? '').searchParams.get('token')
    const person = { token, name: 'Ada' }
    expect((await ask(server, '/api/setup', { origin: 'https://evil.example' }, person)).status).toBe(403)

    const first = await ask(server, '/api/setup', { origin: server.url }, person)
    expect(first.status).toBe(201)
    cookie = String(first.headers['set-cookie']?.[0]).split(';')[0] ?? ''
    expect((await ask(server, WHO, { cookie })).data).toMatchObject({
      name: 'Ada',
      via: 'session',
      isInstanceAdmin: true,
    })
    expect((await ask(server, '/api/setup', { origin: server.url }, person)).status).toBe(401)

    const forged = { cookie, origin: 'https://evil.example' }
    expect((await ask(server, FOUND, forged, { name: 'Forged' })).status).toBe(403)
    expect((await ask(server, FOUND, { cookie, origin: server.url }, { name: 'Own' })).status).toBe(200)
    expect((await ask(server, COMPANIES, { cookie })).body).not.toContain('Forged')
    expect(server.output()).not.toContain(String(token))
  })

  /** The first answer that is refused for being one too many; the limit may begin anew on the way. */
  async function firstTooMany(limit: number, send: () => Promise<Answer>): Promise<Answer> {
    for (let sent = 0; sent < 3 * limit; sent++) {
      const answer = await send()
      if (answer.status === 429) return answer
    }
    throw new Error(`${3 * limit} requests were let through`)
  }
  const TOO_MANY = {
    headers: {
      'retry-after': expect.stringMatching(/^\d+$/),
      'ratelimit-limit': expect.any(String),
      'ratelimit-remaining': '0',
    },
  }

  it('limits how often one asks, and one alone', async () => {
    const mine = await ask(server, WHO, { cookie })
    expect(Number(mine.headers['ratelimit-remaining'])).toBeLessThan(200)
    expect(await firstTooMany(200, () => ask(server, WHO, { cookie }))).toMatchObject(TOO_MANY)
    const refused = await ask(server, '/api/v1/companies', { cookie })
    expect([refused.status, refused.data.code]).toEqual([429, 'rate_limited'])
    expect((await ask(server, WHO, { authorization: `Bearer ${MASTER_KEY}` })).status).toBe(200)
  })

  it('limits how often one address asks with what is not valid, or tries to set up', async () => {
    expect(await firstTooMany(20, () => ask(server, '/api/companies'))).toMatchObject(TOO_MANY)
    const guess = (path: string) => ask(server, path, { origin: server.url }, { token: 'guess', name: 'Eve' })
    const refused = await firstTooMany(10, () => guess('/api/setup'))
    expect(refused).toMatchObject(TOO_MANY)
    expect(refused.data.code).toBe('rate_limited')
    // the same place in other words
    for (const path of ['/%61pi/%73etup', '/api/cli-auth/challenges/', '/api/%63li-auth/challenges']) {
      expect([path, (await guess(path)).status]).toEqual([path, 429])
    }
    for (const path of [
      '/%%361pi/%%373etup',
      '/api/%%363li-auth/challenges',
      '/x/../api/setup',
      '/x/%2e%2e/api/setup',
      `${server.url}/api/setup`,
    ]) {
      const { status, data } = await guess(path)
      expect([path, status, data.error]).toEqual([path, 404, 'There is nothing at this address.'])
    }
    expect((await ask(server, WHO, { authorization: `Bearer ${MASTER_KEY}` })).status).toBe(200)
  })

  it.each([
    '/',
    '/signin',
    '/api/health',
    '/api/v1/companies',
    '/heartbeat-runs/none/events',
    '/no/such/page',
    '/api/auth/providers',
  ])('guards %s by its headers', async (path) => {
    const { headers } = await ask(server, path, { authorization: `Bearer ${MASTER_KEY}` })
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    })
    if (/^\/(api|heartbeat-runs)\//.test(path)) expect(headers['cache-control']).toMatch(/no-store|private/)
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('access-control-allow-origin')
  })
})
