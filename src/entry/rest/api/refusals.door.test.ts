import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AnswerCheck, answerCheck } from '@/testing/answer-check'
import { idIn, type RestClient, restClient, rowsIn } from '@/testing/rest-client'
import { type RunningServer, startServer } from '@/testing/running-server'

const KEY = 'master-key-for-the-tests'
const NOWHERE = '0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee'

let server: RunningServer
let check: AnswerCheck
let api: RestClient
let company: string
/** Things of the company, by what a path calls them. */
const things: Record<string, string> = {}

const withKey = (key?: string): RestClient => restClient(server.url, key, { base: '/api', check })

async function keyOf(agent: string): Promise<RestClient> {
  return withKey(String((await api('POST', `/agents/${agent}/keys`, { name: 'key' })).body.token))
}

/** The id of a run of a new agent that has something to do. */
async function liveRun(name: string): Promise<{ agent: string; run: string }> {
  const config = { adapterType: 'process', adapterConfig: { command: 'true' } }
  const agent = idIn(await api('POST', `/companies/${company}/agents`, { name, ...config }))
  const work = { title: name, assigneeAgentId: agent, status: 'todo' }
  const issue = idIn(await api('POST', `/companies/${company}/issues`, work))
  const path = `/issues/${issue}/live-runs`
  await expect.poll(async () => rowsIn(await api('GET', path)).length, { timeout: 30_000 }).toBe(1)
  const [run] = rowsIn(await api('GET', path))
  return { agent, run: String(run?.id) }
}

beforeAll(async () => {
  server = await startServer({ env: { PAPERCLIP_API_KEY: KEY, BASE_URL: '' } })
  check = await answerCheck(server.url, '/api')
  api = withKey(KEY)
  company = idIn(await api('POST', '/companies', { name: 'Refusals' }))
  const make = async (path: string, body: object) => idIn(await api('POST', `/companies/${company}${path}`, body))
  things.agents = await make('/agents', { name: 'Ada', adapterType: 'process' })
  things.issues = await make('/issues', { title: 'One' })
  things.goals = await make('/goals', { title: 'One' })
  things.projects = await make('/projects', { name: 'One' })
  things.labels = await make('/labels', { name: 'One' })
  things.routines = await make('/routines', { title: 'One' })
  things.teams = await make('/teams', { name: 'One' })
  things.secrets = await make('/secrets', { name: 'One', value: 'hush' })
  things.approvals = await make('/approvals', { type: 'request_board_approval', payload: { title: 'One' } })
})
afterAll(() => server?.stop())

/** The path with an id for each parameter: of the company, of its things, or of nothing. */
function filled(path: string, companyId: string, ids: Record<string, string>): string {
  const kind = path.split('/')[1] ?? ''
  const first = kind === 'companies' ? companyId : (ids[kind] ?? NOWHERE)
  return path.replace(/\{\w+\}/, first).replace(/\{\w+\}/g, NOWHERE)
}

describe('who asks', () => {
  it.each(['nonsense', 'pcp_board_nonsense', 'pcp_agent_nonsense'])('is refused with the key %s', async (key) => {
    const stranger = withKey(key)
    for (const { method, path } of check.operations()) {
      const answer = await stranger(method, filled(path, company, things))
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 401, 'unauthenticated'])
    }
  })

  it.each(['Basic YTpi', 'Bearer ', 'Bearer a b'])('is refused with "%s", also where nobody signs in', async (bad) => {
    const answer = await withKey()('GET', `/companies/${company}`, undefined, { authorization: bad })
    expect(answer.status).toBe(401)
  })

  it('finds nothing of another company, whatever is asked for', async () => {
    const other = idIn(await api('POST', '/companies', { name: 'Elsewhere' }))
    const agent = idIn(await api('POST', `/companies/${other}/agents`, { name: 'Spy', adapterType: 'process' }))
    const spy = await keyOf(agent)
    for (const { method, path, hasBody } of check.operations()) {
      if (!path.includes('{') || path.startsWith('/instance')) continue
      const answer = await spy(method, filled(path, company, things), hasBody ? {} : undefined)
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 404, 'not_found'])
    }
    expect((await spy('GET', '/issues/REF-1')).status).toBe(404)
    expect(rowsIn(await spy('GET', '/companies'))).toMatchObject([{ id: other }])
  })
})

describe('what is not there', () => {
  it('is 404 for every operation, as an id and as nonsense', async () => {
    for (const { method, path, hasBody } of check.operations()) {
      if (!path.includes('{')) continue
      const unknown = await api(method, filled(path, NOWHERE, {}), hasBody ? {} : undefined)
      expect([method, path, unknown.status, unknown.body.code]).toEqual([method, path, 404, 'not_found'])
      if (/^\/(agents|projects)\//.test(path)) continue
      const nonsense = filled(path, 'no-id', {}).replace(NOWHERE, 'no-id')
      expect([method, path, (await api(method, nonsense)).status]).toEqual([method, path, 404])
    }
  })

  it('is told apart from another method and another path', async () => {
    const method = await api('PATCH', `/issues/${things.issues}/checkout`)
    expect(method).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } })
    expect(method.headers.get('allow')).toBe('POST')
    expect(await api('GET', '/no/such/thing')).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  it('leaves the other doors under /api alone', async () => {
    expect((await api('GET', '/health')).body).toMatchObject({ status: 'ok' })
    const v1 = await restClient(server.url, KEY)('GET', `/companies/${company}`)
    expect(v1.body.id).toMatch(/^cmp_/)
    const providers = await fetch(`${server.url}/api/auth/providers`)
    expect(providers.headers.get('content-type')).toMatch(/json/)
    expect(await providers.text()).not.toMatch(/openapi/)
  })
})

describe('a body', () => {
  const issues = () => `/companies/${company}/issues`

  it('that is no JSON is 415 or 400', async () => {
    const plain = { 'content-type': 'text/plain' }
    expect((await api('POST', issues(), 'title=x', plain)).status).toBe(415)
    const broken = await api('POST', issues(), '{"title":', { 'content-type': 'application/json' })
    expect(broken).toMatchObject({ status: 400, body: { code: 'malformed_json' } })
  })

  it.each([
    ['issues', {}, ['title']],
    ['issues', { title: '' }, ['title']],
    ['issues', { title: 'x', status: 'open' }, ['status']],
    ['issues', { title: 'x', assigneeAgentId: 'bob' }, ['assigneeAgentId']],
    ['issues', { title: 'x', labelIds: ['red'] }, ['labelIds', '0']],
    ['issues', { title: 'x', assigneeAgentId: NOWHERE, assigneeUserId: NOWHERE }, ['assigneeUserId']],
    ['agents', { adapterType: 'process' }, ['name']],
    ['agents', { name: 'x', budgetMonthlyCents: 1.5 }, ['budgetMonthlyCents']],
    ['agents', { name: 'x', budgetMonthlyCents: -1 }, ['budgetMonthlyCents']],
    ['goals', { title: 'x', level: 'planet' }, ['level']],
    ['projects', { name: 'x', targetDate: 'soon' }, ['targetDate']],
    ['cost-events', { model: 'm', costCents: 1 }, ['agentId']],
    ['cost-events', { agentId: NOWHERE, model: 'm', costCents: -1 }, ['costCents']],
    ['approvals', { type: 'a_wish', payload: {} }, ['type']],
    ['labels', { name: 'x', color: 'red' }, ['color']],
  ])('for %s that is %j names its field', async (what, body, path) => {
    const answer = await api('POST', `/companies/${company}/${what}`, body)
    expect(answer).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining(path[0]!), code: 'invalid_input' },
    })
    expect(answer.body.details).toEqual(expect.arrayContaining([{ path, message: expect.any(String) }]))
  })

  it('with an unknown adapter breaks a rule', async () => {
    const answer = await api('POST', `/companies/${company}/agents`, { name: 'x', adapterType: 'gpt_local' })
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'unknown_adapter', details: [{ path: ['adapterType'] }] },
    })
  })

  it('of a query names its parameter', async () => {
    const answer = await api('GET', `${issues()}?status=open`)
    expect(answer).toMatchObject({ status: 400, body: { details: [{ path: ['status', '0'] }] } })
    expect((await api('GET', `${issues()}?limit=0`)).status).toBe(400)
    expect((await api('GET', `${issues()}?limit=100000`)).status).toBe(200)
  })
})

describe('X-Paperclip-Run-Id', () => {
  it('is what an agent acts in, and nothing else is', async () => {
    const { agent, run } = await liveRun('Runner')
    const other = await liveRun('Other')
    const asAgent = await keyOf(agent)
    const said = (id: string) =>
      asAgent('POST', `/issues/${things.issues}/comments`, { body: 'x' }, { 'x-paperclip-run-id': id })
    expect((await said(run)).body).toMatchObject({ createdByRunId: run, authorAgentId: agent })
    for (const id of ['nonsense', NOWHERE]) {
      expect(await said(id)).toMatchObject({ status: 400, body: { details: { header: 'X-Paperclip-Run-Id' } } })
    }
    expect(await said(other.run)).toMatchObject({ status: 422, body: { code: 'run_of_another_agent' } })
    await api('POST', `/heartbeat-runs/${run}/cancel`)
    const ended = async () => (await said(run)).status
    await expect.poll(ended, { timeout: 30_000 }).toBe(400)
    const inV1 = restClient(server.url, String((await api('POST', `/agents/${agent}/keys`, { name: 'v1' })).body.token))
    expect((await inV1('GET', `/agents/${agent}`, undefined, { 'x-paperclip-run-id': 'nonsense' })).status).toBe(400)
    expect((await inV1('GET', `/agents/${agent}`, undefined, { 'x-paperclip-run-id': other.run })).status).toBe(422)
  })

  it('means nothing for people', async () => {
    const answer = await api('GET', `/companies/${company}`, undefined, { 'x-paperclip-run-id': NOWHERE })
    expect(answer.status).toBe(200)
  })
})
