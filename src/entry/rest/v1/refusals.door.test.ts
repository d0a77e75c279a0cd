import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idIn, type RestClient, restClient } from '@/testing/rest-client'
import { type RunningServer, startServer } from '@/testing/running-server'

const KEY = 'master-key-for-the-tests'
const NOWHERE = '0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee'

let server: RunningServer
let api: RestClient
let company: string
let agent: string
let task: string
let goal: string

beforeAll(async () => {
  server = await startServer({ env: { PAPERCLIP_API_KEY: KEY, BASE_URL: '' } })
  api = restClient(server.url, KEY)
  company = idIn(await api('POST', '/companies', { name: 'Refusals' }))
  agent = idIn(await api('POST', `/companies/${company}/agents`, { name: 'Ada', command: 'true' }))
  task = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'One' }))
  goal = idIn(await api('POST', `/companies/${company}/goals`, { title: 'One' }))
})
afterAll(() => server?.stop())

type Operation = { method: string; path: string; hasBody: boolean }

async function operations(): Promise<Operation[]> {
  const { body } = await api('GET', '/openapi.json')
  const paths = body.paths as Record<string, Record<string, { requestBody?: object }>>
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      hasBody: requestBody !== undefined,
    })),
  )
}

/** The path with ids of the things that the set-up made; what it did not make does not exist. */
function filled(path: string): string {
  const ids: Record<string, string> = { company_id: company, agent_id: agent, task_id: task, goal_id: goal }
  return path.replace(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? NOWHERE)
}

describe('who asks', () => {
  it.each(['nonsense', 'pcp_board_nonsense', 'pcp_agent_nonsense'])('is refused with the key %s', async (key) => {
    const stranger = restClient(server.url, key)
    for (const { method, path } of await operations()) {
      const answer = await stranger(method, filled(path))
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 401, 'unauthenticated'])
    }
  })

  it('finds nothing of another company, whatever is asked for', async () => {
    const other = idIn(await api('POST', '/companies', { name: 'Others' }))
    const key = await api('POST', `/companies/${other}/keys`, { name: 'Script' })
    const stranger = restClient(server.url, String(key.body.token))
    for (const { method, path, hasBody } of await operations()) {
      // what belongs to no company is refused to everybody but the installation
      if (!path.includes('{') || path.startsWith('/instance')) continue
      const answer = await stranger(method, filled(path), hasBody ? {} : undefined)
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 404, 'not_found'])
    }
    expect((await stranger('GET', '/companies')).body.companies).toMatchObject([{ id: other }])
    expect((await stranger('POST', '/companies', { name: 'Mine' })).status).toBe(403)
  })

  it('cannot name things of another company in a body', async () => {
    const other = idIn(await api('POST', '/companies', { name: 'Elsewhere' }))
    const tries: [string, object, number, string][] = [
      ['tasks', { title: 'x', assigned_to: agent }, 404, 'not_found'],
      ['tasks', { title: 'x', goal_id: goal }, 404, 'not_found'],
      ['tasks', { title: 'x', parent_task_id: task }, 404, 'not_found'],
      ['goals', { title: 'x', parent_goal_id: goal }, 404, 'not_found'],
      ['goals', { title: 'x', owner_agent_id: agent }, 404, 'not_found'],
      ['agents', { name: 'x', command: 'true', reports_to: agent }, 422, 'manager_not_found'],
    ]
    for (const [what, body, status, code] of tries) {
      const answer = await api('POST', `/companies/${other}/${what}`, body)
      expect([body, answer.status, answer.body.code]).toEqual([body, status, code])
    }
  })

  it('may act only for itself with an agent’s key, and never governs', async () => {
    const hired = { name: 'Bob', command: 'true', issue_key: true }
    const bob = await api('POST', `/companies/${company}/agents`, hired)
    const asBob = restClient(server.url, String(bob.body.api_key))
    expect((await asBob('POST', `/agents/${idIn(bob)}/heartbeat`)).status).toBe(200)
    const refused: [string, string, object?][] = [
      ['POST', `/agents/${agent}/heartbeat`],
      ['POST', `/agents/${agent}/cost`, { model: 'x', cost_usd: 1 }],
      ['POST', `/tasks/${task}/checkout`, { agent_id: agent }],
      ['POST', `/companies/${company}/agents`, { name: 'Eve', command: 'true' }],
      ['PATCH', `/agents/${idIn(bob)}`, { budget: { monthly_usd: 1_000_000 } }],
      ['PUT', `/agents/${idIn(bob)}/budget`, { monthly_usd: 1_000_000 }],
      ['POST', `/agents/${idIn(bob)}/resume`],
      ['POST', `/companies/${company}/keys`, { name: 'x' }],
      ['POST', '/companies', { name: 'Mine' }],
    ]
    for (const [method, path, body] of refused) {
      const answer = await asBob(method, path, body)
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 403, 'forbidden'])
    }
    const posted = await asBob('POST', `/tasks/${task}/messages`, { role: 'human', content: 'Hello' })
    expect(posted.body).toMatchObject({ role: 'agent', author: { kind: 'agent', id: idIn(bob), name: 'Bob' } })
    const taken = await asBob('POST', `/tasks/${task}/checkout`)
    expect(taken.body).toMatchObject({ lease: { agent_id: idIn(bob) } })
  })
})

describe('what is asked', () => {
  const bodies: [string, (ids: { company: string }) => string, unknown, number, string][] = [
    ['an empty name', () => '/companies', { name: ' ' }, 422, 'invalid_input'],
    ['no name', () => '/companies', {}, 422, 'invalid_input'],
    ['a slug that is taken', () => '/companies', { name: 'x', slug: 'refusals' }, 409, 'already_exists'],
    ['an unknown time zone', () => '/companies', { name: 'x', timezone: 'Mars/Olympus' }, 422, 'invalid_input'],
    ['a body that is a list', () => '/companies', [], 422, 'invalid_input'],
    ['JSON that is cut off', () => '/companies', '{"name":', 400, 'malformed_json'],
    ['an unknown runtime', agents, { name: 'x', runtime: 'telepathy' }, 422, 'unknown_runtime'],
    ['http without an endpoint', agents, { name: 'x', runtime: 'http' }, 422, 'endpoint_required'],
    ['a bad cron', agents, { name: 'x', command: 'y', heartbeat: { cron: 'often' } }, 422, 'invalid_cron'],
    ['a manager that is no id', agents, { name: 'x', command: 'y', reports_to: 'Eve' }, 422, 'manager_not_found'],
    ['a negative budget', agents, { name: 'x', command: 'y', budget: { monthly_usd: -1 } }, 422, 'invalid_input'],
    ['a date that does not exist', goals, { title: 'x', due_date: '2026-02-30' }, 422, 'invalid_input'],
    ['an unknown priority', tasks, { title: 'x', priority: 'soon' }, 422, 'invalid_input'],
    [
      'an assignee of the wrong kind',
      tasks,
      { title: 'x', assigned_to: `gol_${'0'.repeat(32)}` },
      422,
      'invalid_input',
    ],
  ]
  function agents(ids: { company: string }) {
    return `/companies/${ids.company}/agents`
  }
  function goals(ids: { company: string }) {
    return `/companies/${ids.company}/goals`
  }
  function tasks(ids: { company: string }) {
    return `/companies/${ids.company}/tasks`
  }

  it.each(bodies)('is refused with %s', async (_what, path, body, status, code) => {
    const answer = await api('POST', path({ company }), body)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(answer.body).toMatchObject({ error: expect.stringMatching(/./), details: expect.any(Object) })
  })

  it.each([
    ['tokens below nothing', { tokens_in: -1, model: 'x' }],
    ['half a token', { tokens_in: 1.5, model: 'x' }],
    ['a cost with seven decimals', { cost_usd: '0.0000001', model: 'x' }],
  ])('is refused as a cost with %s', async (_what, body) => {
    expect(await api('POST', `/agents/${agent}/cost`, body)).toMatchObject({
      status: 422,
      body: { code: 'invalid_input' },
    })
  })

  it('names the field that is wrong', async () => {
    const { body } = await api('POST', `/companies/${company}/tasks`, { title: '', priority: 'soon' })
    const { fields } = body.details as { fields: { field: string }[] }
    expect(fields.map((each) => each.field).sort()).toEqual(['priority', 'title'])
  })

  it('is refused with a state that cannot follow', async () => {
    const id = idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Over', state: 'done' }))
    const answer = await api('PATCH', `/tasks/${id}`, { status: 'in_progress' })
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'illegal_transition', details: { from: 'done', allowed: ['todo'] } },
    })
    const self = await api('POST', `/tasks/${task}/delegate`, { to_agent_id: NOWHERE })
    expect(self.status).toBe(404)
  })

  it('is refused with another content type, method, path or query', async () => {
    const typed = await api('POST', '/companies', 'name=x', { 'content-type': 'text/plain' })
    expect(typed).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } })
    const method = await api('DELETE', `/companies/${company}`)
    expect(method).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } })
    expect(method.headers.get('allow')).toBe('GET, PATCH')
    expect(await api('GET', '/nowhere')).toMatchObject({
      status: 404,
      body: { code: 'not_found', error: expect.any(String) },
    })
    for (const query of ['limit=0', 'limit=many', 'status=lost', 'cursor=7', 'assigned_to=Ada']) {
      const answer = await api('GET', `/companies/${company}/tasks?${query}`)
      expect([query, answer.status, answer.body.code]).toEqual([query, 400, 'invalid_input'])
    }
    const large = await api('POST', `/tasks/${task}/messages`, { content: 'x'.repeat(3_000_000) })
    expect(large.status).toBe(413)
  })
})

describe('a repeated request', () => {
  it('gets the first answer, and changes nothing', async () => {
    const again = { 'idempotency-key': 'order-66' }
    const path = `/companies/${company}/tasks`
    const first = await api('POST', path, { title: 'Once' }, again)
    expect((await api('POST', path, { title: 'Once' }, again)).body).toEqual(first.body)
    const other = await api('POST', path, { title: 'Twice' }, again)
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } })
    const { body } = await api('GET', `${path}?limit=200`)
    expect((body.tasks as { title: string }[]).filter((each) => each.title === 'Once')).toHaveLength(1)
  })

  it('founds one company, and counts one cost, also when both come at once', async () => {
    const again = { 'idempotency-key': 'found-1' }
    const found = () => api('POST', '/companies', { name: 'Only once' }, again)
    const both = await Promise.all([found(), found()])
    expect(both.map((each) => each.status)).toEqual([201, 201])
    expect(both[0]?.body).toEqual(both[1]?.body)
    const report = () =>
      api('POST', `/agents/${agent}/cost`, { model: 'x', cost_usd: 3 }, { 'idempotency-key': 'cost-1' })
    await Promise.all([report(), report(), report()])
    expect((await api('GET', `/agents/${agent}`)).body).toMatchObject({ budget: { spent_usd: 3 } })
  })

  it('hires one agent with one key', async () => {
    const hire = () =>
      api(
        'POST',
        `/companies/${company}/agents`,
        { name: 'Key', command: 'true', issue_key: true },
        { 'idempotency-key': 'h' },
      )
    const [first, second] = [await hire(), await hire()]
    expect(first.body.api_key).toMatch(/^pcp_agent_/)
    expect(second.body).toMatchObject({ id: idIn(first) })
    expect(second.body.api_key).toBeUndefined()
  })
})
