import { createHash } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AnswerCheck, answerCheck } from '@/testing/answer-check'
import { idIn, type RestClient, restClient } from '@/testing/rest-client'
import { type RunningServer, startServer } from '@/testing/running-server'

const MASTER_KEY = 'a-master-key-for-logins'
const SESSION = 'pcp_session_of-a-person'

let server: RunningServer
let check: AnswerCheck
let database: pg.Client
let nobody: RestClient
let master: RestClient
let company: string
let other: string
let personId: string

const withKey = (key?: unknown): RestClient =>
  restClient(server.url, key === undefined ? undefined : String(key), { base: '/api', check })

/** A signed-in browser on one of our own pages, or on another site's. */
function browser(origin = 'http://paperclip.test'): RestClient {
  const headers = { cookie: `paperclip-session=${SESSION}`, origin }
  return (method, path, body) => nobody(method, path, body, headers)
}

async function begin(more: object = {}) {
  const answer = await nobody('POST', '/cli-auth/challenges', { command: 'paperclip auth login', ...more })
  expect(answer.status).toBe(201)
  const { id, token, boardApiToken, code, expiresAt, ...rest } = answer.body
  const path = `/cli-auth/challenges/${id}`
  const poll = () => nobody('GET', `${path}?token=${token}`)
  return { id, token, boardApiToken, code, expiresAt, path, poll, ...rest }
}

beforeAll(async () => {
  // sign-in is needed because of the name
  server = await startServer({ env: { BASE_URL: 'http://paperclip.test', PAPERCLIP_API_KEY: MASTER_KEY } })
  check = await answerCheck(server.url, '/api')
  nobody = withKey()
  master = withKey(MASTER_KEY)
  company = idIn(await master('POST', '/companies', { name: 'Acme' }))
  other = idIn(await master('POST', '/companies', { name: 'Other' }))
  database = new pg.Client({ connectionString: server.databaseUrl })
  await database.connect()
  const { rows } = await database.query(
    `INSERT INTO "Person" (id, name, email) VALUES (gen_random_uuid(), 'Grace', 'grace@acme.test') RETURNING id`,
  )
  personId = rows[0].id
  const member = `INSERT INTO "Membership" ("companyId", "personId", role) VALUES ($1, $2, 'admin')`
  await database.query(member, [company, personId])
  await database.query(
    `INSERT INTO "Session" ("tokenHash", "personId", "expiresAt") VALUES ($1, $2, now() + interval '1 hour')`,
    [createHash('sha256').update(SESSION).digest('hex'), personId],
  )
})
afterAll(async () => {
  await database?.end()
  await server?.stop()
})

describe('a command line', () => {
  it('is let in by a signed-in person, and acts as that person where that person may', async () => {
    const cli = await begin({ clientName: 'laptop' })
    expect(cli).toMatchObject({
      approvalPath: `/cli-auth/${cli.id}`,
      approvalUrl: `http://paperclip.test/cli-auth/${cli.id}`,
      pollPath: cli.path,
      code: expect.stringMatching(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/),
    })
    expect(Date.parse(String(cli.expiresAt)) - Date.now()).toBeLessThanOrEqual(600_000)
    expect((await cli.poll()).body).toMatchObject({ status: 'pending', boardApiToken: null, code: cli.code })
    const early = withKey(cli.boardApiToken)
    expect((await early('GET', '/cli-auth/me')).status).toBe(401)

    expect((await browser()('GET', cli.path)).body).toMatchObject({
      ...{ status: 'pending', command: 'paperclip auth login', clientName: 'laptop', code: cli.code },
      boardApiToken: null,
    })
    // Grace has one company, so that none need be named
    const approved = await browser()('POST', `${cli.path}/approve`, {})
    expect(approved).toMatchObject({ status: 200, body: { approved: true, companyId: company } })

    const first = await cli.poll()
    expect(first.body).toMatchObject({ status: 'approved', approvedByUserId: personId, companyId: company })
    expect(first.body.boardApiToken).toBe(cli.boardApiToken)
    expect((await cli.poll()).body).toMatchObject({ status: 'approved', boardApiToken: null })

    const grace = withKey(first.body.boardApiToken)
    expect((await grace('GET', '/cli-auth/me')).body).toEqual({
      user: { id: personId, name: 'Grace', email: 'grace@acme.test' },
      userId: personId,
      companyIds: [company],
      isInstanceAdmin: false,
      source: 'board_key',
      keyId: approved.body.keyId,
    })
    expect((await grace('POST', `/companies/${company}/issues`, { title: 'By Grace' })).status).toBe(201)
    expect((await grace('GET', `/companies/${other}`)).status).toBe(404)
    const log = await grace('GET', `/companies/${company}/activity?entityType=key`)
    expect(log.body).toMatchObject([{ action: 'key.created', actorId: personId, entityId: approved.body.keyId }])

    // a key may end itself, also when its person may make none any more
    await database.query(`UPDATE "Membership" SET role = 'viewer' WHERE "personId" = $1`, [personId])
    expect((await grace('POST', '/cli-auth/revoke-current')).body).toEqual({
      revoked: true,
      keyId: approved.body.keyId,
    })
    expect((await grace('GET', '/cli-auth/me')).status).toBe(401)
    await database.query(`UPDATE "Membership" SET role = 'admin' WHERE "personId" = $1`, [personId])
  })

  it('is not let in by who may not', async () => {
    const cli = await begin()
    const approve = `${cli.path}/approve`
    expect((await nobody('POST', approve, {})).status).toBe(401)
    expect((await nobody('GET', cli.path)).status).toBe(401)
    expect((await nobody('POST', `${cli.path}/cancel`, {})).status).toBe(401)
    // another site's page, with the cookie of somebody who is signed in
    expect((await browser('http://evil.test')('POST', approve, {})).status).toBe(403)
    expect((await browser('http://evil.test')('POST', `${cli.path}/cancel`, {})).status).toBe(403)
    // neither by its own secret nor by its own key, which is none yet
    expect((await withKey(cli.token)('POST', approve, {})).status).toBe(401)
    expect((await withKey(cli.boardApiToken)('POST', approve, {})).status).toBe(401)
    const agent = idIn(await master('POST', `/companies/${company}/agents`, { name: 'Ada', adapterType: 'process' }))
    const { token } = (await master('POST', `/agents/${agent}/keys`, { name: 'key' })).body
    for (const path of [cli.path, approve, `${cli.path}/cancel`]) {
      const asked = await withKey(token)(path === cli.path ? 'GET' : 'POST', path, path === cli.path ? undefined : {})
      expect([path, asked.status]).toEqual([path, 403])
    }
    expect((await withKey(token)('GET', '/cli-auth/me')).status).toBe(403)
    expect((await withKey(token)('POST', '/cli-auth/revoke-current')).status).toBe(403)
    expect((await browser()('POST', approve, { companyId: other })).status).toBe(404)
    expect((await master('POST', approve, {})).body).toMatchObject({ code: 'company_needed' })
    expect((await cli.poll()).body).toMatchObject({ status: 'pending' })
  })

  it('is told nothing for a guess', async () => {
    const [cli, another] = [await begin(), await begin()]
    await browser()('POST', `${cli.path}/approve`, {})
    for (const guess of ['', 'x', another.token, cli.boardApiToken, cli.code]) {
      const answer = await nobody('GET', `${cli.path}?token=${encodeURIComponent(String(guess))}`)
      expect([guess, answer.status]).toEqual([guess, 404])
      expect((await nobody('POST', `${another.path}/cancel`, { token: `${guess}x` })).status).toBe(404)
    }
    // a guess did not use up the one answer that has the key
    expect((await cli.poll()).body.boardApiToken).toBe(cli.boardApiToken)
    const log = server.output()
    for (const secret of [cli.token, cli.boardApiToken]) expect(log).not.toContain(secret)
  })

  it('is decided once', async () => {
    const cli = await begin({ requestedCompanyId: company })
    const decide = () => master('POST', `${cli.path}/approve`, {})
    const answers = await Promise.all([decide(), decide(), decide()])
    expect(answers.map((each) => each.status).sort()).toEqual([200, 409, 409])
    expect((await nobody('POST', `${cli.path}/cancel`, { token: cli.token })).status).toBe(409)

    const gone = await begin()
    expect((await nobody('POST', `${gone.path}/cancel`, { token: gone.token })).body).toMatchObject({ cancelled: true })
    expect((await browser()('POST', `${gone.path}/cancel`, {})).status).toBe(200)
    expect((await gone.poll()).body).toMatchObject({ status: 'cancelled', boardApiToken: null })
    expect((await browser()('POST', `${gone.path}/approve`, {})).status).toBe(409)
    expect((await withKey(gone.boardApiToken)('GET', '/cli-auth/me')).status).toBe(401)
  })

  it('comes too late after ten minutes', async () => {
    const cli = await begin()
    await database.query(`UPDATE "CliChallenge" SET "expiresAt" = now() - interval '1 second' WHERE id = $1`, [cli.id])
    expect((await cli.poll()).body).toMatchObject({ status: 'expired', boardApiToken: null })
    expect((await browser()('POST', `${cli.path}/approve`, {})).status).toBe(409)
    expect((await withKey(cli.boardApiToken)('GET', '/cli-auth/me')).status).toBe(401)
  })

  it('says what it is, and asks for no more than there is', async () => {
    const ask = (body: object) => nobody('POST', '/cli-auth/challenges', body)
    expect((await ask({})).status).toBe(400)
    expect((await ask({ command: 'x', requestedAccess: 'instance_admin_required' })).status).toBe(400)
    expect((await ask({ command: 'line\nbreak' })).status).toBe(400)
    expect((await ask({ command: 'x', requestedCompanyId: 'acme' })).status).toBe(400)
    expect((await browser()('POST', '/cli-auth/revoke-current')).status).toBe(422)
  })

  it('has to wait when a hundred do', async () => {
    await database.query(
      `INSERT INTO "CliChallenge" (id, "secretHash", "boardTokenHash", "boardLastFour", code, command, "expiresAt")
       SELECT gen_random_uuid(), 'hash ' || n, 'hash', 'last', 'AAAA-BBBB', 'flood', now() + interval '1 minute'
       FROM generate_series(1, 100) n`,
    )
    const answer = await nobody('POST', '/cli-auth/challenges', { command: 'login' })
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('60')
  })
})
