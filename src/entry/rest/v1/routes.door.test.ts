import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AnswerCheck, answerCheck } from '@/testing/answer-check'
import { leaseRun } from '@/testing/lease-run'
import { type Answer, idIn, type RestClient, restClient } from '@/testing/rest-client'
import { governance } from '@/testing/rest-v1/governance'
import { members } from '@/testing/rest-v1/members'
import { memories } from '@/testing/rest-v1/memories'
import { models } from '@/testing/rest-v1/models'
import { notifications } from '@/testing/rest-v1/notifications'
import { organisation } from '@/testing/rest-v1/organisation'
import { routines } from '@/testing/rest-v1/routines'
import { type RawClient, rawClient } from '@/testing/rest-v1/setting'
import { taskExtras } from '@/testing/rest-v1/task-extras'
import { work } from '@/testing/rest-v1/work'
import { type RunningServer, startServer } from '@/testing/running-server'

const KEY = 'master-key-for-the-tests'

let server: RunningServer
let api: RestClient
let raw: RawClient
let check: AnswerCheck
let company: string
let root: string
async function hire(name: string, more: object = {}): Promise<string> {
  return idIn(await api('POST', `/companies/${company}/agents`, { name, command: 'true', ...more }))
}

const uuidOf = (id: string) => id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

async function task(more: object = {}): Promise<string> {
  return idIn(await api('POST', `/companies/${company}/tasks`, { title: 'Write it down', ...more }))
}

function rows(answer: Answer, name: string): Record<string, unknown>[] {
  expect(answer).toMatchObject({ status: 200, body: { [name]: expect.any(Array) } })
  return answer.body[name] as Record<string, unknown>[]
}

beforeAll(async () => {
  server = await startServer({ env: { PAPERCLIP_API_KEY: KEY, BASE_URL: '', AUTH_REQUIRED: '1' } })
  check = await answerCheck(server.url, '/api/v1')
  api = restClient(server.url, KEY, { check })
  raw = rawClient(server.url, KEY, check)
  company = idIn(
    await api('POST', '/companies', { name: 'Routes', mission: 'Try everything', budget: { monthly_usd: 50 } }),
  )
  root = await hire('Root', { role: 'CEO' })
})
afterAll(() => server?.stop())

describe('/api/v1', () => {
  it('serves companies', async () => {
    expect(rows(await api('GET', '/companies?limit=1'), 'companies')).toMatchObject([{ id: company, role: 'owner' }])
    const read = await api('GET', `/companies/${company}/`)
    expect(read.body).toMatchObject({
      id: company,
      company: { id: company, slug: 'routes', mission: 'Try everything' },
    })
    const changed = await api('PATCH', `/companies/${company}`, { name: 'Routes Ltd', timezone: 'Europe/Lisbon' })
    expect(changed.body).toMatchObject({ name: 'Routes Ltd', timezone: 'Europe/Lisbon' })
    expect((await api('GET', '/companies/routes')).body.id).toBe(company)
    expect((await api('POST', `/companies/${company}/pause`, { reason: 'audit' })).body).toMatchObject({
      status: 'paused',
    })
    expect((await api('POST', `/companies/${company}/resume`)).body).toMatchObject({ status: 'active' })
    expect((await api('POST', `/companies/${company}/archive`)).body).toMatchObject({ status: 'archived' })
    expect((await api('POST', `/companies/${company}/archive`)).status).toBe(422)
    expect((await api('POST', `/companies/${company}/close`, { name: 'Others' })).status).toBe(422)
    expect((await api('POST', `/companies/${company}/close`, { name: 'Routes Ltd' })).body).toMatchObject({
      removal_due_at: expect.any(String),
    })
    expect((await api('POST', `/companies/${company}/tasks`, { title: 'Too late' })).status).toBe(403)
    expect((await api('POST', `/companies/${company}/reopen`)).body).toMatchObject({
      status: 'archived',
      removal_due_at: null,
    })
    expect((await api('POST', `/companies/${company}/resume`)).body).toMatchObject({ status: 'active' })
  })

  it('serves agents', async () => {
    const id = await hire('Ada', { role: 'engineer', reports_to: root, runtime_config: { args: ['-v'] } })
    const below = rows(await api('GET', `/companies/${company}/agents?reports_to=${root}`), 'agents')
    expect(below.map((agent) => agent.id)).toEqual([id])
    expect((await api('GET', `/agents/${id}`)).body).toMatchObject({
      ...{ id, agent: { id }, role: 'engineer', reports_to: root, heartbeat: null, config_revision: 1 },
      runtime_config: { command: 'true', args: ['-v'] },
      chain_of_command: [{ id: root, name: 'Root' }],
    })
    const change = { title: 'Lead', heartbeat: { interval_seconds: 3600 }, budget: { monthly_usd: 12.5 } }
    expect((await api('PATCH', `/agents/${id}`, change)).body).toMatchObject({
      ...{ title: 'Lead', config_revision: 2, heartbeat: { interval_seconds: 3600, enabled: true } },
      budget: { monthly_usd: 12.5, monthly_cents: 1250 },
    })
    const policy = {
      ...{ catch_up: 'capped', catch_up_cap: 3, max_lateness_seconds: 7200, stagger_seconds: 0 },
      office_hours: { days: [1, 5], from: '09:00', until: '18:00' },
    }
    expect((await api('PATCH', `/agents/${id}`, { heartbeat: policy })).body).toMatchObject({ heartbeat: policy })
    const off = await api('PATCH', `/agents/${id}`, { heartbeat: { enabled: false } })
    expect(off.body).toMatchObject({ heartbeat: { interval_seconds: 3600, enabled: false, next_at: null, ...policy } })
    expect((await api('POST', `/agents/${id}/pause`)).body).toMatchObject({ status: 'paused', pause_reason: 'manual' })
    const status = await api('GET', `/agents/${id}/status`)
    expect(status.body).toMatchObject({
      status: 'paused',
      reason: expect.stringMatching(/Paused/),
      blockers: ['manual'],
    })
    expect((await api('POST', `/agents/${id}/resume`)).body).toMatchObject({ status: 'idle', pause_reason: null })
    expect((await api('POST', `/agents/${id}/terminate`)).body).toMatchObject({ status: 'terminated' })
    const all = rows(await api('GET', `/companies/${company}/agents?include_terminated=true`), 'agents')
    expect(all.map((agent) => agent.status)).toEqual(['idle', 'terminated'])
  })

  it('serves goals', async () => {
    const goal = idIn(await api('POST', `/companies/${company}/goals`, { title: 'Grow', owner_agent_id: root }))
    const child = idIn(await api('POST', `/companies/${company}/goals`, { title: 'Grow more', parent_goal_id: goal }))
    await task({ goal_id: child, state: 'done' })
    expect((await api('GET', `/goals/${goal}`)).body).toMatchObject({
      tasks_done: 1,
      tasks_total: 1,
      goal: { id: goal },
    })
    const change = { status: 'achieved', due_date: '2027-02-28', owner_agent_id: null }
    expect((await api('PATCH', `/goals/${goal}`, change)).body).toMatchObject(change)
    const titles = rows(await api('GET', `/companies/${company}/goals`), 'goals').map((each) => each.title)
    expect(titles).toEqual(['Try everything', 'Grow', 'Grow more'])
  })

  it('serves tasks and their threads', async () => {
    // who fetches its own work is not woken, and no run takes the task first
    const ada = await hire('Ada', { command: undefined })
    const bob = await hire('Bob', { command: undefined })
    const id = await task({ assigned_to: ada, priority: 'urgent', description: 'All of it' })
    const read = await api('GET', `/tasks/${id}`)
    expect(read.body).toMatchObject({ status: 'open', state: 'todo', priority: 'critical', lease: null, task: { id } })
    const taken = await api('POST', `/tasks/${id}/checkout`, { agent_id: ada })
    expect(taken.body).toMatchObject({ status: 'in_progress', lease: { agent_id: ada, fence: 1 } })
    const lost = await api('POST', `/tasks/${id}/checkout`, { agent_id: bob })
    expect(lost).toMatchObject({
      ...{ status: 409 },
      body: { code: 'already_claimed', details: { holder_agent_id: ada, holder_name: 'Ada', is_alive: true } },
    })
    const posted = await api('POST', `/tasks/${id}/messages`, { content: 'One' })
    expect(posted.body).toMatchObject({ role: 'human', content: 'One', message: { content: 'One' } })
    await api('POST', `/tasks/${id}/messages`, { content: 'Two', tool_calls: [{ tool: 'bash', input: 'ls' }] })
    const rest = rows(await api('GET', `/tasks/${id}/messages?after=${idIn(posted)}`), 'messages')
    expect(rest).toMatchObject([{ content: 'Two', tool_calls: [{ tool: 'bash', input: 'ls' }] }])
    expect((await api('POST', `/tasks/${id}/release`)).body).toMatchObject({ assigned_to: null, status: 'open' })
    const handed = await api('POST', `/tasks/${id}/delegate`, { to_agent_id: bob })
    expect(handed.body).toMatchObject({ assigned_to: bob, request_depth: 1 })
    expect(rows(await api('GET', `/agents/${bob}/tasks`), 'tasks')).toMatchObject([{ id, description: 'All of it' }])
    const done = await api('PATCH', `/tasks/${id}`, { status: 'done', completion_summary: 'Written.' })
    expect(done.body).toMatchObject({ status: 'done', messages_count: 3 })
    expect(rows(await api('GET', `/agents/${bob}/tasks?status=open`), 'tasks')).toEqual([])
    expect(rows(await api('GET', `/agents/${bob}/tasks?status=all`), 'tasks')).toHaveLength(1)
    expect((await api('PATCH', `/tasks/${id}`, { reopen: true })).body).toMatchObject({ status: 'open', state: 'todo' })
  })

  it('lists page by page without gaps or repeats', async () => {
    const owner = await hire('Pager')
    const made = new Set<string>()
    for (let i = 0; i < 7; i++) made.add(await task({ title: `Page ${i}`, assigned_to: owner }))
    const seen: unknown[] = []
    let cursor: unknown = ''
    while (cursor !== null) {
      const page = await api(
        'GET',
        `/companies/${company}/tasks?assigned_to=${owner}&limit=3&cursor=${cursor}`.replace(/&cursor=$/, ''),
      )
      seen.push(...rows(page, 'tasks').map((each) => each.id))
      cursor = page.body.next_cursor
    }
    expect(seen).toHaveLength(7)
    expect(new Set(seen)).toEqual(made)
  })

  it('serves the agent loop, wakes and runs', async () => {
    // who fetches its own work is not woken, and no run takes the task first
    const puller = await hire('Puller', { command: undefined })
    await task({ assigned_to: puller, complexity: 'high' })
    const pulled = await api('POST', `/agents/${puller}/heartbeat`)
    expect(pulled.body).toMatchObject({ paused: false, tasks: [{ status: 'open', complexity: 'high' }] })
    const agent = await hire('Looper')
    const cost = await api('POST', `/agents/${agent}/cost`, { tokens_in: 10, tokens_out: 5, model: 'no-such-model' })
    expect(cost).toMatchObject({
      status: 201,
      body: { cost: { cost_usd: 0, priced: false }, budget: { status: 'ok' } },
    })
    const wish = { runtime: 'bash', runtime_config: { command: 'true', workerLabels: ['nobody-has-this'] } }
    expect((await api('POST', `/companies/${company}/test-settings`, wish)).body).toMatchObject({ ok: false })
    expect((await api('POST', `/agents/${agent}/test`)).body).toEqual({
      ok: false,
      message: expect.stringContaining('no worker is connected'),
    })
    const woken = await api('POST', `/agents/${agent}/wake`)
    expect(woken).toMatchObject({ status: 202, body: { state: 'pending', run_id: expect.stringMatching(/^run_/) } })
    await expect
      .poll(async () => rows(await api('GET', `/companies/${company}/runs?agent_id=${agent}`), 'runs').length, {
        timeout: 30_000,
      })
      .toBeGreaterThan(0)
    const [run] = rows(await api('GET', `/companies/${company}/runs?agent_id=${agent}&status=queued,running`), 'runs')
    expect((await api('GET', `/runs/${run?.id}`)).body).toMatchObject({ agent_id: agent, run: { id: run?.id } })
    expect(rows(await api('GET', `/runs/${run?.id}/events`), 'events')).toEqual([])
    const there = await api('GET', `/companies/${company}/workers`)
    expect(rows(there, 'workers')).toEqual([])
    expect(rows(there, 'warnings')[0]?.reason).toContain('no worker is connected')
    const said = { status: 'done', summary: 'Done.' }
    expect((await api('POST', `/runs/${run?.id}/complete`, said)).status).toBe(403)
    const later = await hire('Later', { command: undefined, endpoint: 'http://127.0.0.1:9' })
    await api('POST', `/agents/${later}/wake`)
    const { runId, runToken } = await leaseRun(server, 'http', uuidOf(later))
    const asAgent = restClient(server.url, runToken, { check })
    expect((await asAgent('POST', `/runs/${runId}/complete`, said)).body).toEqual({ status: 'succeeded' })
    expect((await api('POST', `/runs/${run?.id}/stop`, { reason: 'enough' })).status).toBe(202)
    expect((await api('GET', `/runs/${run?.id}`)).body).toMatchObject({ stop_reason: 'enough' })
    expect(rows(await api('GET', `/agents/${agent}/wakes`), 'wakes').length).toBeGreaterThan(0)
    expect((await api('POST', `/agents/${agent}/brake/reset`, {})).body).toEqual({ released: 0 })
    const coming = await api('GET', `/companies/${company}/coming-wakes?days=3&agent_id=${agent}`)
    expect(coming.body.days).toHaveLength(3)
    expect((await api('GET', `/agents/${agent}/schedule/slots?limit=5`)).body).toEqual({ slots: [], next_cursor: null })
    expect((await api('GET', `/agents/${agent}/sessions`)).body).toEqual({ sessions: [] })
    expect((await api('POST', `/agents/${agent}/sessions/reset`, {})).body).toEqual({ count: 0 })
  })

  it('serves prices of models', async () => {
    const path = `/companies/${company}/model-prices`
    const ours = {
      model: 'Our-*',
      input_usd_per_million: '0.04',
      output_usd_per_million: 2,
      cached_usd_per_million: null,
    }
    const set = await api('PUT', path, ours)
    expect(set.body).toMatchObject({ model: 'our-*', input_usd_per_million: 0.04, cached_usd_per_million: null })
    expect(rows(await api('GET', path), 'model_prices')).toEqual([set.body])
    const asked = await api('GET', `/companies/${company}/model-price?model=our-model`)
    expect(asked.body).toMatchObject({ source: 'company', matched: 'our-*', cached_usd_per_million: 0.04 })
    const known = await api('GET', `/companies/${company}/model-price?model=claude-opus-4-5`)
    expect(known.body).toMatchObject({ source: 'table', input_usd_per_million: 5, table: { source: 'package' } })
    expect((await api('DELETE', `${path}/${set.body.id}`)).body).toEqual({ id: set.body.id, deleted: true })
    const gone = await api('GET', `/companies/${company}/model-price?model=our-model`)
    expect(gone.body).toMatchObject({ source: null, input_usd_per_million: null })
  })

  it('serves money', async () => {
    const agent = await hire('Spender', { budget: { monthly_usd: '2.00' } })
    await api('POST', `/agents/${agent}/cost`, { model: 'x', cost_usd: '1.70' })
    const [entry] = rows(await api('GET', `/companies/${company}/costs?agent_id=${agent}`), 'costs')
    expect(entry).toMatchObject({ cost_usd: 1.7, cost_cents: 170, agent_id: agent })
    const { body: wrong } = await api('POST', `/agents/${agent}/cost`, { model: 'x', cost_usd: 9 })
    const wrongId = (wrong.cost as { id: string }).id
    const less = { reason: 'Counted twice', cost_usd: '4.50' }
    expect((await api('POST', `/companies/${company}/costs/${wrongId}/adjust`, less)).body).toMatchObject({
      ...{ corrects_id: wrongId, cost_usd: -4.5, budget: { status: 'exceeded' } },
    })
    const voided = await api('POST', `/companies/${company}/costs/${wrongId}/void`, { reason: 'Never happened' })
    expect(voided).toMatchObject({ status: 201, body: { cost_cents: -450, budget: { spent_usd: 1.7 } } })
    expect((await api('POST', `/companies/${company}/costs/${wrongId}/void`, { reason: 'Again' })).status).toBe(422)
    const byAgent = await api('GET', `/companies/${company}/spend?by=agent_model&from=2020-01-01&to=2999-12-31`)
    const line = { id: uuidOf(agent), model: 'x', name: 'Spender', kind: 'thing', cost_usd: 1.7, subtree_usd: 1.7 }
    expect(rows(byAgent, 'lines')).toContainEqual(expect.objectContaining(line))
    expect((await api('GET', `/companies/${company}/spend?by=goal&month=2026-13`)).status).toBe(400)
    const file = await raw('GET', `/companies/${company}/ledger.csv`)
    expect(await file.text()).toMatch(/^id,recorded_at,.*\r\n(.*\r\n)*.*,Spender,.*,1\.7,.*\r\n/)
    const incidents = rows(await api('GET', `/companies/${company}/incidents?state=open`), 'incidents')
    expect(incidents).toMatchObject([{ scope: 'agent', scope_id: agent, threshold: 'warning', cap_usd: 2 }])
    const raised = await api('PUT', `/agents/${agent}/budget`, { monthly_usd: 4, warn_percent: 50, stop_percent: 90 })
    expect(raised.body).toMatchObject({
      monthly_usd: 4,
      spent_usd: 1.7,
      remaining_usd: 2.3,
      status: 'ok',
      ...{ warn_percent: 50, stop_percent: 90 },
    })
    const free = await api('PUT', `/companies/${company}/budget`, { monthly_usd: null })
    expect(free.body).toMatchObject({ monthly_usd: null, remaining_usd: null, budget: { scope: 'company' } })
    const team = idIn(await api('POST', `/companies/${company}/teams`, { name: 'Spenders' }))
    const project = idIn(await api('POST', `/companies/${company}/projects`, { name: 'Spending' }))
    const ofTeam = await api('PUT', `/teams/${team}/budget`, { monthly_usd: 3 })
    expect(ofTeam.body).toMatchObject({ scope: 'team', scope_id: team, monthly_usd: 3 })
    expect((await api('GET', `/teams/${team}/forecast`)).body).toMatchObject({ unknown_because: 'no_spend' })
    await api('DELETE', `/teams/${team}`)
    const ofProject = await api('PUT', `/projects/${project}/budget`, { monthly_usd: 5 })
    expect(ofProject.body).toMatchObject({ scope: 'project', scope_id: project, monthly_usd: 5 })
    expect((await api('PUT', `/agents/${agent}/pool`, { monthly_usd: 8 })).body).toMatchObject({ scope: 'subtree' })
    const handedOn = { agent_id: agent, pool_usd: 8, invariant: 'warn' }
    expect((await api('GET', `/agents/${agent}/pool`)).body).toMatchObject(handedOn)
    const inTokens = {
      scope: 'subtree',
      scope_id: agent,
      metric: 'tokens',
      window: 'rolling',
      window_hours: 24,
      cap: 5_000,
    }
    const ofPool = await api('PUT', `/companies/${company}/budgets`, inTokens)
    expect(ofPool.body).toMatchObject({ ...inTokens, monthly_usd: null, spent_usd: 0, scope_name: expect.any(String) })
    const { cap: _cap, ...named } = { ...inTokens, window_hours: '24' }
    const at = `/companies/${company}/budgets?${new URLSearchParams(named)}`
    expect((await api('DELETE', at)).body).toEqual({ deleted: true })
    expect((await api('DELETE', at)).status).toBe(404)
    expect((await api('GET', `/projects/${project}/forecast`)).body).toMatchObject({ budget: { monthly_usd: 5 } })
    const ofCompany = await api('GET', `/companies/${company}/forecast`)
    expect(ofCompany.body).toMatchObject({ recent: 1_700_000, drivers: expect.any(Array), at_end_usd: null })
    const pool = {
      scope: 'subtree',
      scope_id: root,
      metric: 'tokens',
      window: 'rolling',
      window_hours: 24,
      cap: 9_000_000_000,
    }
    await api('PUT', `/companies/${company}/budgets`, pool)
    const day = 'metric=tokens&window=rolling&window_hours=24'
    const short = await api('GET', `/agents/${root}/subtree/forecast?${day}`)
    expect(short.body).toMatchObject({ unknown_because: 'short_window', budget: { cap: 9_000_000_000 } })
    const mission = rows(await api('GET', `/companies/${company}/goals`), 'goals')[0]!.id
    const ofGoal = { scope: 'goal', scope_id: mission, cap: 90_000_000 }
    await api('PUT', `/companies/${company}/budgets`, ofGoal)
    expect((await api('GET', `/goals/${mission}/forecast`)).body).toMatchObject({ budget: { monthly_usd: 90 } })
    expect((await api('GET', `/agents/${root}/forecast`)).body).toMatchObject({ budget: { scope_id: root } })
    const estimate = { agent_id: root, cron: '0 9 * * 1-5', timezone: 'UTC' }
    expect((await api('POST', `/companies/${company}/schedule-estimate`, estimate)).body).toMatchObject({
      slots_a_month: 22,
    })
    expect(rows(await api('GET', `/companies/${company}/scorecards?by=goal`), 'scorecards')).toEqual(expect.any(Array))
    const budgets = rows(await api('GET', `/companies/${company}/budgets`), 'budgets')
    expect(budgets[0]).toMatchObject({ scope: 'company', scope_id: company, spent_usd: 1.7 })
  })

  it('serves the record', async () => {
    expect((await api('GET', '/instance')).body).toMatchObject({ engine: { kind: 'embedded' } })
    const hired = await api('POST', '/instance/worker-keys', { name: 'build-2' })
    expect(hired.body.token).toMatch(/^pcp_worker_/)
    expect((await api('DELETE', `/instance/worker-keys/${hired.body.id}`)).body).toMatchObject({ revoked: true })
    expect(rows(await api('GET', '/instance/worker-keys'), 'keys')).toMatchObject([
      { id: hired.body.id, revoked_at: expect.any(String), last_used_at: null },
    ])
    expect(rows(await api('GET', `/companies/${company}/inbox`), 'items')).toEqual(expect.any(Array))
    const dashboard = await api('GET', `/companies/${company}/dashboard`)
    expect(dashboard.body).toMatchObject({ agents: { total: expect.any(Number) }, budget: { scope: 'company' } })
    const events = rows(await api('GET', `/companies/${company}/activity?limit=5`), 'events')
    expect(events).toHaveLength(5)
    await expect
      .poll(async () => (await api('GET', `/companies/${company}/audit/verify`)).body, { timeout: 30_000 })
      .toMatchObject({ intact: true, problem: null, unsealed: 0 })
    const proof = await api('GET', `/companies/${company}/audit/proof?position=1`)
    expect(proof.body).toMatchObject({ intact: true, prev_hash: 'genesis' })
  })

  it('serves keys, and shows a token once', async () => {
    const made = await api('POST', `/companies/${company}/keys`, { name: 'Deploy script' })
    expect(made.body).toMatchObject({ kind: 'board', token: expect.stringMatching(/^pcp_board_/) })
    const script = restClient(server.url, String(made.body.token))
    expect((await script('GET', `/companies/${company}`)).status).toBe(200)
    const listed = rows(await api('GET', `/companies/${company}/keys`), 'keys')
    expect(JSON.stringify(listed)).not.toContain(String(made.body.token))
    expect((await api('DELETE', `/keys/${idIn(made)}`)).body).toMatchObject({ revoked: true })
    expect((await script('GET', `/companies/${company}`)).status).toBe(401)
  })

  organisation(() => ({ api, raw, company, root }))
  taskExtras(() => ({ api, raw, company, root }))
  work(() => ({ api, raw, company, root }))
  governance(() => ({ api, raw, company, root }))
  routines(() => ({ api, raw, company, root }))
  memories(() => ({ api, raw, company, root }))
  models(() => ({ api, raw, company, root, server }))
  notifications(() => ({ api, raw, company, root, server }))
  members(() => ({ api, raw, company, root, server, check }))

  it('has answered every operation that its document lists', () => {
    expect(check.operations().length).toBeGreaterThan(110)
    expect(check.unanswered()).toEqual([])
  })
})
