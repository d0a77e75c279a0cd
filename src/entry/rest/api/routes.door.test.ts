import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AnswerCheck, answerCheck } from '@/testing/answer-check'
import { leaseRun } from '@/testing/lease-run'
import { memories } from '@/testing/rest-api/memories'
import { models } from '@/testing/rest-api/models'
import { notifications } from '@/testing/rest-api/notifications'
import { portability } from '@/testing/rest-api/portability'
import { type Answer, idIn, type RestClient, restClient, rowsIn } from '@/testing/rest-client'
import { type RunningServer, startServer } from '@/testing/running-server'

const KEY = 'master-key-for-the-tests'

let server: RunningServer
let check: AnswerCheck
let api: RestClient
let company: string
let root: string

/** A client with another key; its answers are compared with the document, too. */
const withKey = (key: string): RestClient => restClient(server.url, key, { base: '/api', check })
const inCompany = (path: string) => `/companies/${company}${path}`

async function hire(name: string, more: object = {}): Promise<string> {
  const adapter = { adapterType: 'process', adapterConfig: { command: 'true' } }
  return idIn(await api('POST', inCompany('/agents'), { name, ...adapter, ...more }))
}

async function issue(more: object = {}): Promise<Answer> {
  return api('POST', inCompany('/issues'), { title: 'Write it down', ...more })
}

async function keyOf(agent: string): Promise<RestClient> {
  const made = await api('POST', `/agents/${agent}/keys`, { name: 'loop' })
  expect(made.status).toBe(201)
  return withKey(String(made.body.token))
}

/** The status of a worker's call with this key. */
async function askedAsWorker(key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ workerId: company, tasks: [] })
  return (await fetch(`${server.url}/api/worker/tasks/over`, { method: 'POST', headers, body })).status
}

async function download(path: string): Promise<Blob> {
  const headers = { authorization: `Bearer ${KEY}` }
  return (await fetch(`${server.url}/api${path}`, { headers })).blob()
}

beforeAll(async () => {
  server = await startServer({ env: { PAPERCLIP_API_KEY: KEY, BASE_URL: '' } })
  check = await answerCheck(server.url, '/api')
  api = withKey(KEY)
  const founded = await api('POST', '/companies', {
    name: 'Paper Clips',
    description: 'Try everything',
    budgetMonthlyCents: 5000,
  })
  expect(founded.body).toMatchObject({ issuePrefix: 'PAP', budgetMonthlyCents: 5000, spentMonthlyCents: 0 })
  company = idIn(founded)
  root = await hire('Root', { role: 'ceo' })
})
afterAll(() => server?.stop())

describe('/api', () => {
  it('serves companies', async () => {
    expect(rowsIn(await api('GET', '/companies?limit=1'))).toMatchObject([{ id: company, urlKey: 'paper-clips' }])
    const change = { name: 'Paper Clips Ltd', requireBoardApprovalForNewAgents: true, brandColor: '#3366ff' }
    expect((await api('PATCH', `${inCompany('')}/`, change)).body).toMatchObject(change)
    const counted = { budgetsCount: 'billed', unknownModels: 'allow', budgetInvariant: 'enforce' }
    expect((await api('PATCH', inCompany(''), counted)).body).toMatchObject(counted)
    await api('PATCH', inCompany(''), { budgetInvariant: 'warn' })
    await api('PATCH', inCompany(''), { requireBoardApprovalForNewAgents: false })
    expect((await api('GET', inCompany(''))).body).toMatchObject({ requireBoardApprovalForNewAgents: false })
    expect((await api('POST', inCompany('/pause'))).body).toMatchObject({ status: 'paused' })
    expect((await api('POST', inCompany('/pause'))).status).toBe(409)
    expect((await api('POST', inCompany('/resume'))).body).toMatchObject({ status: 'active' })
    expect((await api('POST', inCompany('/archive'))).body).toMatchObject({ status: 'archived' })
    expect((await api('POST', inCompany('/archive'))).status).toBe(409)
    expect((await api('POST', inCompany('/resume'))).body).toMatchObject({ status: 'active' })
    expect(rowsIn(await api('GET', inCompany('/members')))).toMatchObject([{ role: 'owner' }])
    expect((await api('GET', '/instance')).body).toMatchObject({ engine: { kind: 'embedded' } })
    const made = await api('POST', '/instance/worker-keys', { name: 'build-1', expiresInDays: 30 })
    const { token, ...workerKey } = made.body
    expect(await askedAsWorker(String(token))).toBe(200)
    expect(rowsIn(await api('GET', '/instance/worker-keys'))).toMatchObject([
      { ...workerKey, lastUsedAt: expect.any(String) },
    ])
    expect((await api('DELETE', `/instance/worker-keys/${workerKey.id}`)).body).toEqual({ id: workerKey.id })
    expect(await askedAsWorker(String(token))).toBe(401)
    expect(Array.isArray((await api('GET', inCompany('/inbox'))).body)).toBe(true)
    const dashboard = await api('GET', inCompany('/dashboard'))
    expect(dashboard.body).toMatchObject({
      companyId: company,
      agents: { active: 1 },
      costs: { monthBudgetCents: 5000 },
    })
  })

  it('founds one company for one idempotency key', async () => {
    const twice = [1, 2].map(() => api('POST', '/companies', { name: 'Twice' }, { 'idempotency-key': 'found-twice' }))
    const [first, second] = await Promise.all(twice)
    expect(first?.body.id).toBe(second?.body.id)
  })

  it('serves agents by id and shortname', async () => {
    const config = { command: 'node', args: 'agent.js --loop', cwd: '/tmp', env: { MODE: 'x' }, timeoutSec: 60 }
    const made = await api('POST', inCompany('/agents'), {
      ...{ name: 'Ada Lovelace', role: 'engineer', reportsTo: root, capabilities: 'sums', budgetMonthlyCents: 1250 },
      ...{ adapterType: 'process', adapterConfig: config, metadata: { floor: 2 }, noSuchField: 1 },
      runtimeConfig: { heartbeat: { enabled: true, intervalSec: 3600 } },
    })
    const id = idIn(made)
    expect(made.body).toMatchObject({
      ...{
        status: 'idle',
        urlKey: 'ada-lovelace',
        adapterType: 'process',
        budgetMonthlyCents: 1250,
        metadata: { floor: 2 },
      },
      adapterConfig: { command: 'node', args: ['agent.js', '--loop'], timeoutSec: 60 },
      runtimeConfig: { heartbeat: { enabled: true, intervalSec: 3600, nextAt: expect.any(String) } },
      chainOfCommand: [{ id: root, name: 'Root' }],
    })
    expect((await api('GET', `/agents/ada-lovelace?companyId=${company}`)).body.id).toBe(id)
    expect(await api('GET', '/agents/ada-lovelace')).toMatchObject({ status: 422, body: { code: 'company_needed' } })
    const other = await hire('Ada Lovelace')
    expect(await api('GET', `/agents/ada-lovelace?companyId=${company}`)).toMatchObject({ status: 409 })
    expect((await api('DELETE', `/agents/${other}`)).body).toMatchObject({ status: 'terminated' })
    expect(rowsIn(await api('GET', inCompany(`/agents?reportsTo=${root}`)))).toMatchObject([{ id }])
    const all = rowsIn(await api('GET', inCompany('/agents?includeTerminated=true')))
    expect(all.map((agent) => agent.status)).toContain('terminated')
    const [top] = rowsIn(await api('GET', inCompany('/org')))
    expect(top).toMatchObject({ id: root, reports: [{ id, reports: [] }] })
    expect((await api('GET', inCompany('/org.svg'))).body).toMatchObject({ text: expect.stringMatching(/^<svg .*Ada/) })
    expect((await api('GET', `/agents/${id}/configuration`)).body).toMatchObject({ agentId: id, role: 'engineer' })
    expect((await api('GET', `/agents/${id}/runtime-state`)).body).toMatchObject({ agentId: id, lastRunId: null })
  })

  it('changes settings, keeps every version, and brings one back', async () => {
    const id = await hire('Bob')
    const patched = await api('PATCH', `/agents/${id}`, { title: 'Lead', adapterConfig: { args: ['-v'], url: null } })
    expect(patched.body).toMatchObject({ title: 'Lead', adapterConfig: { command: 'true', args: ['-v'] } })
    const replaced = await api('PATCH', `/agents/${id}`, {
      adapterType: 'http',
      adapterConfig: { url: 'https://bob.example.com', timeoutMs: 5000 },
      replaceAdapterConfig: true,
    })
    expect(replaced.body.adapterConfig).toEqual({ url: 'https://bob.example.com', timeoutMs: 5000 })
    const path = `/agents/${id}/config-revisions`
    const page = await api('GET', `${path}?limit=2`)
    expect(rowsIn(page)).toMatchObject([{ revisionNumber: 3, source: 'patch' }, { revisionNumber: 2 }])
    expect(page.headers.get('x-next-cursor')).toBe('2')
    const second = await api('GET', `${path}/2`)
    expect(second.body).toMatchObject({
      changedKeys: expect.arrayContaining(['adapterConfig', 'title']),
      beforeConfig: { title: 'general', adapterConfig: { command: 'true' } },
      afterConfig: { title: 'Lead' },
    })
    expect((await api('GET', `${path}/${second.body.id}`)).body).toEqual(second.body)
    const back = await api('POST', `${path}/${second.body.id}/rollback`)
    expect(back.body).toMatchObject({ adapterType: 'process', adapterConfig: { command: 'true', args: ['-v'] } })
    expect((await api('POST', `${path}/2/rollback`)).status).toBe(409)
    const permitted = await api('PATCH', `/agents/${id}/permissions`, { canCreateAgents: true })
    expect(permitted.body).toMatchObject({ permissions: { canCreateAgents: true } })
    expect((await api('PATCH', `/agents/${id}`, { permissions: {} })).status).toBe(422)
    expect((await api('PATCH', `/agents/${id}/budgets`, { budgetMonthlyCents: 0 })).body).toMatchObject({
      budgetMonthlyCents: 0,
    })
  })

  it('pauses, resumes, wakes and ends agents', async () => {
    const id = await hire('Cid')
    expect((await api('POST', `/agents/${id}/pause`)).body).toMatchObject({ status: 'paused', pauseReason: 'manual' })
    expect((await api('POST', `/agents/${id}/pause`)).status).toBe(409)
    expect((await api('POST', `/agents/${id}/wakeup`)).status).toBe(409)
    expect((await api('POST', `/agents/${id}/resume`)).body).toMatchObject({ status: 'idle' })
    const wake = { source: 'on_demand', reason: 'look', idempotencyKey: 'wake-once' }
    const woken = await api('POST', `/agents/${id}/wakeup`, wake)
    expect(woken).toMatchObject({ status: 202, body: { status: 'queued', agentId: id } })
    expect((await api('POST', `/agents/${id}/wakeup`, wake)).body).toEqual(woken.body)
    expect((await api('POST', `/agents/${id}/heartbeat/invoke`)).status).toBe(202)
    expect((await api('POST', `/agents/${id}/brake/reset`, {})).body).toEqual({ released: 0 })
    const tried = await api('POST', `/agents/${id}/test-environment`)
    expect(tried.body).toEqual({ ok: false, message: expect.stringContaining('no worker is connected') })
    const wish = { adapterType: 'process', adapterConfig: { command: 'true' } }
    const before = await api('POST', inCompany('/test-environment'), wish)
    expect(before.body).toEqual({ ok: false, message: expect.stringContaining('no worker is connected') })
    expect((await api('GET', `/agents/${id}/task-sessions`)).body).toEqual([])
    const reset = await api('POST', `/agents/${id}/runtime-state/reset-session`, {})
    expect(reset.body).toEqual({ agentId: id, cleared: 0 })
    const heir = await hire('Dora')
    await issue({ assigneeAgentId: id, status: 'todo' })
    const ended = await api('POST', `/agents/${id}/terminate`, { reassignTasksTo: heir })
    expect(ended.body).toMatchObject({ status: 'terminated' })
    expect(rowsIn(await api('GET', inCompany(`/issues?assigneeAgentId=${heir}`)))).toHaveLength(1)
    expect((await api('POST', `/agents/${id}/keys`, { name: 'late' })).status).toBe(409)
  })

  it('keeps what a heartbeat leaves out, and shows what became of each', async () => {
    const id = await hire('Punctual')
    const heartbeat = {
      ...{ enabled: true, cron: '*/15 8-18 * * 1-5', timezone: 'Europe/Lisbon', catchUp: 'capped', catchUpCap: 3 },
      ...{ maxLatenessSec: 7200, staggerSec: 0, officeHours: { days: [1, 5], from: '22:00', until: '06:00' } },
    }
    const changed = await api('PATCH', `/agents/${id}`, { runtimeConfig: { heartbeat } })
    expect(changed.body.runtimeConfig).toMatchObject({ heartbeat })
    const off = await api('PATCH', `/agents/${id}`, { runtimeConfig: { heartbeat: { enabled: false } } })
    expect(off.body.runtimeConfig).toMatchObject({ heartbeat: { ...heartbeat, enabled: false } })
    const wrong = { heartbeat: { officeHours: { days: [8], from: '9', until: '18:00' } } }
    expect((await api('PATCH', `/agents/${id}`, { runtimeConfig: wrong })).status).toBe(400)
    expect((await api('GET', inCompany('/coming-wakes?days=3'))).body).toMatchObject({
      zone: 'UTC',
      rows: expect.any(Array),
    })
    expect(rowsIn(await api('GET', `/agents/${id}/schedule-slots?limit=5`))).toEqual([])
  })

  it('makes keys, and shows a token once', async () => {
    const id = await hire('Keyed')
    const made = await api('POST', `/agents/${id}/keys`, { name: 'laptop' })
    const agent = withKey(String(made.body.token))
    expect((await agent('GET', '/agents/me')).body).toMatchObject({
      id,
      companyId: company,
      access: { canAssignTasks: true },
    })
    expect((await agent('GET', '/agents/keyed')).body.id).toBe(id)
    expect(JSON.stringify(rowsIn(await api('GET', `/agents/${id}/keys`)))).not.toContain(String(made.body.token))
    expect((await api('DELETE', `/agents/${root}/keys/${idIn(made)}`)).status).toBe(404)
    expect((await api('DELETE', `/agents/${id}/keys/${idIn(made)}`)).body).toEqual({ ok: true })
    expect((await agent('GET', '/agents/me')).status).toBe(401)
    expect((await api('GET', '/agents/me')).status).toBe(403)
  })

  it('asks before it hires, where that is wanted', async () => {
    await api('PATCH', inCompany(''), { requireBoardApprovalForNewAgents: true })
    const asker = await keyOf(root)
    const wanted = { name: 'Eve', adapterType: 'claude_local', reportsTo: root, budgetMonthlyCents: 700 }
    expect((await asker('POST', inCompany('/agents'), wanted)).status).toBe(403)
    const source = idIn(await issue())
    const asked = await asker('POST', inCompany('/agent-hires'), { ...wanted, sourceIssueId: source })
    const { agent, approval } = asked.body as { agent: { id: string; status: string }; approval: { id: string } }
    expect(asked).toMatchObject({ status: 201, body: { agent: { status: 'pending_approval' } } })
    const read = await api('GET', `/approvals/${approval.id}`)
    expect(read.body).toMatchObject({
      ...{ type: 'hire_agent', status: 'pending', requestedByAgentId: root },
      payload: {
        name: 'Eve',
        agentId: agent.id,
        adapterType: 'claude_local',
        budgetMonthlyCents: 700,
        reportsTo: root,
      },
    })
    expect(rowsIn(await api('GET', `/approvals/${approval.id}/issues`))).toMatchObject([{ id: source }])
    const note = { decisionNote: 'A cheaper one' }
    const revision = await api('POST', `/approvals/${approval.id}/request-revision`, note)
    expect(revision.body).toMatchObject({ status: 'revision_requested', decisionNote: 'A cheaper one' })
    await asker('POST', `/approvals/${approval.id}/comments`, { body: 'Half the price.' })
    expect(rowsIn(await api('GET', `/approvals/${approval.id}/comments`))).toMatchObject([
      { body: 'Half the price.', authorAgentId: root, authorUserId: null },
    ])
    const payload = { ...wanted, budgetMonthlyCents: 350 }
    expect((await asker('POST', `/approvals/${approval.id}/resubmit`, { payload })).body).toMatchObject({
      status: 'pending',
    })
    expect((await asker('POST', `/approvals/${approval.id}/approve`)).status).toBe(403)
    const approved = await api('POST', `/approvals/${approval.id}/approve`)
    expect(approved.body).toMatchObject({ status: 'approved' })
    expect((await api('POST', `/approvals/${approval.id}/approve`)).body).toEqual(approved.body)
    expect((await api('POST', `/approvals/${approval.id}/reject`)).status).toBe(422)
    expect((await api('GET', `/agents/${agent.id}`)).body).toMatchObject({ budgetMonthlyCents: 350 })
    const second = await asker('POST', inCompany('/agent-hires'), { ...wanted, name: 'Fay' })
    const { agent: draft } = second.body as { agent: { id: string } }
    expect((await api('POST', `/agents/${draft.id}/approve`)).status).toBeLessThan(300)
    await api('PATCH', inCompany(''), { requireBoardApprovalForNewAgents: false })
  })

  it('serves approvals of anything else', async () => {
    const asker = await keyOf(root)
    const body = {
      type: 'request_board_approval',
      payload: { title: 'Buy a domain', summary: 'paper.example', risks: ['money'] },
      idempotencyKey: 'domain',
    }
    const asked = await asker('POST', inCompany('/approvals'), body)
    expect(asked.status).toBe(201)
    expect((await asker('POST', inCompany('/approvals'), body)).body.id).toBe(idIn(asked))
    const wrong = await asker('POST', inCompany('/approvals'), { type: 'hire_agent', payload: {} })
    expect(wrong).toMatchObject({ status: 400, body: { details: [{ path: ['payload', 'name'] }] } })
    const task = idIn(await issue())
    const linked = await asker('POST', `/issues/${task}/approvals`, { approvalId: idIn(asked) })
    expect(linked.status).toBe(201)
    expect(rowsIn(await api('GET', `/issues/${task}/approvals`))).toMatchObject([{ id: idIn(asked) }])
    expect((await asker('DELETE', `/issues/${task}/approvals/${idIn(asked)}`)).body).toEqual({ ok: true })
    expect((await api('POST', `/approvals/${idIn(asked)}/reject`, { decisionNote: 'No' })).body).toMatchObject({
      status: 'rejected',
    })
    const back = await asker('POST', inCompany('/approvals'), { ...body, idempotencyKey: 'again' })
    expect((await asker('POST', `/approvals/${idIn(back)}/cancel`)).body).toMatchObject({ status: 'cancelled' })
    const budget = { scopeKind: 'agent', scopeId: root, amount: 1234, reason: 'More' }
    const more = await asker('POST', inCompany('/approvals'), { type: 'budget_override_required', payload: budget })
    expect(more).toMatchObject({ status: 201, body: { payload: { amount: 1234 } } })
    const inTokens = { ...budget, metric: 'tokens', windowKind: 'lifetime', amount: 70_000 }
    const tokens = await asker('POST', inCompany('/approvals'), { type: 'budget_override_required', payload: inTokens })
    expect(tokens).toMatchObject({ status: 201, body: { payload: { amount: 70_000, metric: 'tokens' } } })
    await api('POST', `/approvals/${idIn(more)}/approve`)
    expect((await api('GET', `/agents/${root}`)).body).toMatchObject({ budgetMonthlyCents: 1234 })
    expect(rowsIn(await api('GET', inCompany('/approvals?status=rejected&limit=1')))).toMatchObject([
      { id: idIn(asked) },
    ])
  })

  it('serves goals, projects and teams', async () => {
    const goal = idIn(await api('POST', inCompany('/goals'), { title: 'Grow', level: 'team', ownerAgentId: root }))
    const child = idIn(await api('POST', inCompany('/goals'), { title: 'Grow more', parentId: goal }))
    const change = { status: 'achieved', ownerAgentId: null, description: 'Enough' }
    expect((await api('PATCH', `/goals/${goal}`, change)).body).toMatchObject(change)
    expect((await api('PATCH', `/goals/${goal}`, { parentId: child })).status).toBe(422)
    expect((await api('GET', `/goals/${child}`)).body).toMatchObject({ parentId: goal, issuesTotal: 0 })
    expect((await api('DELETE', `/goals/${goal}`)).status).toBe(422)
    expect((await api('DELETE', `/goals/${child}`)).body).toEqual({ ok: true })
    expect(rowsIn(await api('GET', inCompany('/goals'))).map((each) => each.title)).toEqual(['Try everything', 'Grow'])

    const made = await api('POST', inCompany('/projects'), { name: 'Web Site', goalIds: [goal], leadAgentId: root })
    expect(made.body).toMatchObject({ urlKey: 'web-site', goalId: goal, goals: [{ title: 'Grow' }], workspaces: [] })
    expect((await api('GET', `/projects/web-site?companyId=${company}`)).body.id).toBe(idIn(made))
    const at = new Date().toISOString()
    const paused = await api('PATCH', `/projects/${idIn(made)}`, {
      pausedAt: at,
      pauseReason: 'wait',
      color: '#112233',
    })
    expect(paused.body).toMatchObject({ pausedAt: expect.any(String), pauseReason: 'wait', color: '#112233' })
    const stopped = idIn(await issue({ projectId: idIn(made), status: 'todo' }))
    const taken = { agentId: root, expectedStatuses: ['todo'] }
    expect((await api('POST', `/issues/${stopped}/checkout`, taken)).status).toBe(409)
    expect((await api('PATCH', `/projects/${idIn(made)}`, { pausedAt: null })).body).toMatchObject({ pausedAt: null })
    expect(rowsIn(await api('GET', inCompany('/projects')))).toHaveLength(1)
    expect((await api('DELETE', `/projects/${idIn(made)}`)).body).toMatchObject({ archivedAt: expect.any(String) })
    expect(rowsIn(await api('GET', inCompany('/projects')))).toEqual([])

    const team = idIn(await api('POST', inCompany('/teams'), { name: 'Core' }))
    expect((await api('PUT', `/teams/${team}/members`, { agentIds: [root] })).body).toMatchObject({
      agents: [{ id: root }],
    })
    expect((await api('PATCH', `/teams/${team}`, { description: 'The core' })).body).toMatchObject({ agentCount: 1 })
    expect(rowsIn(await api('GET', inCompany('/teams')))).toMatchObject([{ id: team }])
    expect((await api('GET', `/teams/${team}`)).body).toMatchObject({ description: 'The core' })
    expect((await api('DELETE', `/teams/${team}`)).body).toEqual({ ok: true })
  })

  it('serves issues by id and identifier, with every filter', async () => {
    const label = await api('POST', inCompany('/labels'), { name: 'bug', color: '#ff0000' })
    expect((await api('POST', inCompany('/labels'), { name: 'bug' })).status).toBe(409)
    expect((await api('PATCH', `/labels/${idIn(label)}`, { color: '#00ff00' })).body).toMatchObject({
      color: '#00ff00',
    })
    expect(rowsIn(await api('GET', inCompany('/labels')))).toMatchObject([{ name: 'bug', companyId: company }])
    const agent = await hire('Gus')
    const first = await issue({ title: 'First', priority: 'high' })
    const made = await issue({
      ...{ title: 'Second', assigneeAgentId: agent, status: 'todo', labelIds: [idIn(label)], billingCode: 'X1' },
      blockedByIssueIds: [idIn(first)],
      executionPolicy: { stages: [{ type: 'review', participants: [{ type: 'agent', agentId: root }] }] },
    })
    const id = idIn(made)
    expect(made.body).toMatchObject({
      ...{ status: 'todo', priority: 'medium', assigneeAgentId: agent, billingCode: 'X1', checkoutRunId: null },
      ...{ unresolvedBlockerCount: 1, dependencyReady: false, blockedBy: [{ id: idIn(first) }] },
      executionPolicy: { stages: [{ participants: [{ type: 'agent', agentId: root, userId: null }] }] },
    })
    const { identifier } = made.body
    expect((await api('GET', `/issues/${identifier}`)).body).toMatchObject({ id, documentSummaries: [], goal: {} })
    const child = await api('POST', `/issues/${identifier}/children`, { title: 'Part' })
    expect(child.body).toMatchObject({ parentId: id, status: 'backlog', ancestors: [{ id }] })
    const filters = [
      `assigneeAgentId=${agent}`,
      `labelId=${idIn(label)}`,
      `participantAgentId=${agent}`,
      'q=second',
      `q=${identifier}`,
    ]
    for (const filter of filters) {
      const found = rowsIn(await api('GET', inCompany(`/issues?${filter}&noSuchFilter=1`)))
      expect([filter, found.map((row) => row.id)]).toEqual([filter, [id]])
    }
    expect(rowsIn(await api('GET', inCompany(`/issues?parentId=${id}&status=backlog,todo`)))).toHaveLength(1)
    expect(rowsIn(await api('GET', inCompany('/issues?assigneeUserId=me')))).toEqual([])
    const change = { title: 'Second, better', comment: 'Better now', blockedByIssueIds: [], assigneeAgentId: null }
    expect((await api('PATCH', `/issues/${id}`, change)).body).toMatchObject({
      ...{ title: 'Second, better', assigneeAgentId: null, blockedBy: [], commentCount: 1 },
    })
    expect((await api('PATCH', `/issues/${id}`, { status: 'cancelled' })).body).toMatchObject({ status: 'cancelled' })
    expect((await api('PATCH', `/issues/${id}`, { status: 'todo' })).status).toBe(422)
    expect((await api('PATCH', `/issues/${id}`, { reopen: true })).body).toMatchObject({ status: 'todo' })
    expect((await api('DELETE', `/labels/${idIn(label)}`)).body).toEqual({ ok: true })
    const log = rowsIn(await api('GET', `/issues/${id}/activity`))
    expect(log.map((row) => row.action)).toEqual(expect.arrayContaining(['issue.created', 'issue.updated']))
  })

  it('lists page by page without gaps or repeats', async () => {
    const owner = await hire('Pager')
    const made = new Set<unknown>()
    for (let i = 0; i < 5; i++) made.add(idIn(await issue({ assigneeAgentId: owner })))
    const seen: unknown[] = []
    let path: string | null = inCompany(`/issues?assigneeAgentId=${owner}&limit=2`)
    while (path !== null) {
      const page: Answer = await api('GET', path)
      seen.push(...rowsIn(page).map((row) => row.id))
      path = /<\/api([^>]*)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1] ?? null
    }
    expect(seen).toHaveLength(5)
    expect(new Set(seen)).toEqual(made)
  })

  it('gives an issue to one agent, and tells the other who has it', async () => {
    const [ada, bob] = [await hire('One'), await hire('Two')]
    const [asAda, asBob] = [await keyOf(ada), await keyOf(bob)]
    const id = idIn(await issue({ status: 'todo', priority: 'critical' }))
    const take = (client: RestClient, agentId: string) =>
      client('POST', `/issues/${id}/checkout`, { agentId, expectedStatuses: ['todo'] })
    const both = await Promise.all([take(asAda, ada), take(asBob, bob)])
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 409])
    const winner = both[0]?.status === 200 ? ada : bob
    const [asWinner, asLoser] = winner === ada ? [asAda, asBob] : [asBob, asAda]
    expect(both.find((answer) => answer.status === 409)?.body).toMatchObject({
      details: { issueId: id, status: 'in_progress', assigneeAgentId: winner, isAlive: expect.any(Boolean) },
    })
    expect((await asLoser('PATCH', `/issues/${id}`, { title: 'Mine' })).status).toBe(409)
    expect((await asWinner('GET', '/agents/me/inbox-lite')).body).toMatchObject([{ id, status: 'in_progress' }])
    const context = await asWinner('GET', `/issues/${id}/heartbeat-context`)
    expect(context.body).toMatchObject({ issue: { id }, commentCursor: { totalComments: 0, latestCommentId: null } })
    expect((await asWinner('POST', `/issues/${id}/release`)).body).toMatchObject({
      status: 'todo',
      assigneeAgentId: null,
    })
    await take(asWinner, winner)
    expect((await asLoser('POST', `/issues/${id}/admin/force-release`)).status).toBe(403)
    const forced = await api('POST', `/issues/${id}/admin/force-release`, { clearAssignee: true })
    expect(forced.body).toMatchObject({ status: 'todo', assigneeAgentId: null })
  })

  it('serves comments', async () => {
    const id = idIn(await issue())
    const first = await api('POST', `/issues/${id}/comments`, { body: 'One' })
    expect(first).toMatchObject({ status: 201, body: { body: 'One', authorType: 'user', authorAgentId: null } })
    const agent = await keyOf(root)
    const second = await agent('POST', `/issues/${id}/comments`, { body: 'Two' })
    expect(second.body).toMatchObject({ authorType: 'agent', authorAgentId: root, createdByRunId: null })
    const bodies = async (query: string) =>
      rowsIn(await api('GET', `/issues/${id}/comments?${query}`)).map((row) => row.body)
    expect(await bodies('order=asc')).toEqual(['One', 'Two'])
    expect(await bodies('')).toEqual(['Two', 'One'])
    expect(await bodies(`after=${idIn(first)}&order=asc`)).toEqual(['Two'])
    const edited = await api('PATCH', `/issues/${id}/comments/${idIn(first)}`, { body: 'One, better' })
    expect(edited.body).toMatchObject({ body: 'One, better' })
    expect((await api('GET', `/issues/${id}/comments/${idIn(first)}`)).body).toEqual(edited.body)
    const elsewhere = idIn(await issue())
    expect((await api('GET', `/issues/${elsewhere}/comments/${idIn(first)}`)).status).toBe(404)
    const context = await api('GET', `/issues/${id}/heartbeat-context?wakeCommentId=${idIn(second)}`)
    expect(context.body).toMatchObject({ wakeComment: { body: 'Two' }, commentCursor: { totalComments: 2 } })
  })

  it('lets something be done outside once', async () => {
    const asker = await keyOf(root)
    const path = `/issues/${idIn(await issue({ status: 'todo' }))}/effects`
    const claimed = await asker('POST', path, { key: 'invoice-42', note: 'to Acme' })
    expect(claimed.body).toMatchObject({ isNew: true, status: 'claimed', claimedByAgentId: root })
    const settled = await asker('PATCH', `${path}/invoice-42`, { status: 'done', result: { number: 42 } })
    expect(settled.body).toMatchObject({ status: 'done', result: { number: 42 } })
    expect((await asker('PATCH', `${path}/invoice-42`, { status: 'failed' })).status).toBe(409)
    expect((await asker('POST', path, { key: 'invoice-42' })).body).toMatchObject({ isNew: false, status: 'done' })
    expect(rowsIn(await api('GET', path))).toMatchObject([{ key: 'invoice-42', note: 'to Acme' }])
    expect((await asker('PATCH', `${path}/never`, { status: 'done' })).status).toBe(404)
    expect((await asker('POST', path, { key: 'two words' })).status).toBe(400)
  })

  it('serves structured questions', async () => {
    const asker = await keyOf(root)
    const id = idIn(await issue({ status: 'todo' }))
    const path = `/issues/${id}/interactions`
    const tasks = [
      { clientKey: 'a', title: 'Draw', assigneeAgentId: root },
      { clientKey: 'b', title: 'Paint', parentClientKey: 'a' },
    ]
    const wish = { kind: 'suggest_tasks', payload: { tasks }, idempotencyKey: 'plan', continuationPolicy: 'none' }
    const asked = await asker('POST', path, wish)
    expect(asked).toMatchObject({ status: 201, body: { status: 'pending', createdByAgentId: root, issueId: id } })
    expect((await asker('POST', path, wish)).body.id).toBe(idIn(asked))
    const elsewhere = idIn(await issue())
    expect((await api('POST', `/issues/${elsewhere}/interactions/${idIn(asked)}/accept`)).status).toBe(404)
    const yes = await api('POST', `${path}/${idIn(asked)}/accept`, { selectedClientKeys: ['a'] })
    expect(yes.body).toMatchObject({ status: 'accepted', result: { issueIds: [expect.any(String)] } })
    expect((await api('POST', `${path}/${idIn(asked)}/reject`)).status).toBe(409)
    expect(rowsIn(await api('GET', inCompany(`/issues?parentId=${id}`)))).toMatchObject([{ title: 'Draw' }])

    const questions = [{ id: 'color', prompt: 'Which color?', options: ['red', 'blue'] }]
    const poll = idIn(await asker('POST', path, { kind: 'ask_user_questions', payload: { questions } }))
    expect((await api('POST', `${path}/${poll}/respond`, { answers: { color: 'green' } })).status).toBe(400)
    const told = await api('POST', `${path}/${poll}/respond`, { answers: { color: 'red' } })
    expect(told.body).toMatchObject({ status: 'answered', result: { answers: { color: 'red' } } })

    const confirm = { kind: 'request_confirmation', payload: { prompt: 'Deploy?' } }
    const first = idIn(await asker('POST', path, confirm))
    expect((await api('POST', `${path}/${first}/reject`, { reason: 'Not today' })).body).toMatchObject({
      status: 'rejected',
      result: { note: 'Not today' },
    })
    const second = idIn(await asker('POST', path, confirm))
    expect((await asker('POST', `${path}/${second}/withdraw`)).body).toMatchObject({ status: 'cancelled' })
    expect(rowsIn(await api('GET', `${path}?limit=2`))).toHaveLength(2)
    const wrong = await asker('POST', path, { kind: 'request_confirmation', payload: {} })
    expect(wrong).toMatchObject({ status: 400, body: { details: [{ path: ['payload', 'prompt'] }] } })
  })

  it('serves documents with their history', async () => {
    const id = idIn(await issue())
    const path = `/issues/${id}/documents/plan`
    const made = await api('PUT', path, { title: 'Plan', format: 'markdown', body: 'One' })
    const base = made.body.latestRevisionId
    expect(made.body).toMatchObject({ key: 'plan', body: 'One', latestRevisionNumber: 1 })
    await api('PUT', path, { body: 'Two', baseRevisionId: base, changeSummary: 'Better' })
    const stale = await api('PUT', path, { body: 'Three', baseRevisionId: base })
    expect(stale).toMatchObject({ status: 409, body: { code: 'stale_version' } })
    const revisions = rowsIn(await api('GET', `${path}/revisions`))
    expect(revisions).toMatchObject([{ revisionNumber: 2, changeSummary: 'Better' }, { revisionNumber: 1 }])
    expect((await api('POST', `${path}/revisions/${base}/restore`)).body).toMatchObject({ body: 'One' })
    expect((await api('GET', `/issues/${id}`)).body).toMatchObject({
      documentSummaries: [{ key: 'plan', latestRevisionNumber: 3 }],
      planDocument: { body: 'One' },
    })
    expect((await api('POST', `${path}/lock`)).body).toMatchObject({ lockedAt: expect.any(String) })
    expect((await api('PUT', path, { body: 'Four', baseRevisionId: base })).status).toBe(422)
    expect((await api('POST', `${path}/unlock`)).body).toMatchObject({ lockedAt: null })
    expect(rowsIn(await api('GET', `/issues/${id}/documents`))).toMatchObject([{ key: 'plan', title: 'Plan' }])
    expect((await api('GET', path)).body).toMatchObject({ latestBody: 'One' })
    expect((await api('DELETE', path)).body).toEqual({ ok: true })
    expect((await api('GET', path)).status).toBe(404)
  })

  it('keeps files of any length', async () => {
    const made = await issue()
    const bytes = new Uint8Array(3_000_000).fill(7)
    const form = new FormData()
    form.append('file', new Blob([bytes], { type: 'application/x-thing' }), 'thing.bin')
    const sent = await api('POST', inCompany(`/issues/${made.body.identifier}/attachments`), form)
    expect(sent).toMatchObject({ status: 201, body: { byteSize: 3_000_000, originalFilename: 'thing.bin' } })
    const { contentPath } = sent.body
    const authorization = `Bearer ${KEY}`
    const got = await fetch(`${server.url}${contentPath}`, { headers: { authorization } })
    expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true)
    await api('GET', `/attachments/${idIn(sent)}/content`)
    expect((await api('GET', `/attachments/${idIn(sent)}`)).body).toEqual(sent.body)
    expect(rowsIn(await api('GET', `/issues/${idIn(made)}/attachments`))).toHaveLength(1)
    const none = await api('POST', inCompany(`/issues/${idIn(made)}/attachments`), {})
    expect(none).toMatchObject({ status: 400, body: { details: [{ path: ['file'] }] } })
    expect((await api('POST', inCompany('/issues'), form)).status).toBe(415)
    expect((await api('DELETE', `/attachments/${idIn(sent)}`)).body).toEqual({ ok: true })
  })

  it('serves runs, their events and their log', async () => {
    const agent = await hire('Runner')
    const task = idIn(await issue({ assigneeAgentId: agent, status: 'todo' }))
    const live = () => api('GET', `/issues/${task}/active-run`)
    while ((await live()).body === null) await sleep(50)
    const run = idIn(await live())
    expect((await api('GET', `/heartbeat-runs/${run}`)).body).toMatchObject({
      ...{ id: run, agentId: agent, issueId: task, status: 'queued', invocationSource: 'assignment' },
    })
    for (const path of [
      `/issues/${task}/runs`,
      `/issues/${task}/live-runs`,
      inCompany(`/heartbeat-runs?agentId=${agent}`),
    ]) {
      expect([path, rowsIn(await api('GET', path)).map((row) => row.id)]).toEqual([path, [run]])
    }
    expect(rowsIn(await api('GET', inCompany('/live-runs'))).map((row) => row.id)).toContain(run)
    expect(rowsIn(await api('GET', `/heartbeat-runs/${run}/events`))).toEqual([])
    const report = { status: 'done', summary: 'Done.' }
    expect((await api('POST', `/heartbeat-runs/${run}/complete`, report)).status).toBe(403)
    const later = await hire('Later', { adapterType: 'http', adapterConfig: { url: 'http://127.0.0.1:9' } })
    await api('POST', `/agents/${later}/wakeup`, {})
    const leased = await leaseRun(server, 'http', later)
    const asAgent = restClient(server.url, leased.runToken, { base: '/api', check })
    expect((await asAgent('POST', `/heartbeat-runs/${leased.runId}/complete`, report)).body).toEqual({
      status: 'succeeded',
    })
    expect((await api('GET', `/heartbeat-runs/${run}/log`)).body).toEqual({ content: '', nextOffset: 0 })
    expect(rowsIn(await api('GET', `/heartbeat-runs/${run}/issues`))).toMatchObject([{ id: task }])
    expect(rowsIn(await api('GET', inCompany('/workers')))).toMatchObject([{ name: 'test', status: 'ready' }])
    const warnings = rowsIn(await api('GET', inCompany('/workers/warnings')))
    for (const warning of warnings) expect(warning.reason).toContain('worker')
    const bare = restClient(server.url, KEY, { base: '' })
    expect((await bare('GET', `/heartbeat-runs/${run}/log?offset=0`)).body).toEqual({ content: '', nextOffset: 0 })
    const ofRun = await keyOf(agent)
    const said = await ofRun('POST', `/issues/${task}/comments`, { body: 'From my run' }, { 'x-paperclip-run-id': run })
    expect(said.body).toMatchObject({ createdByRunId: run })
    expect((await api('POST', `/heartbeat-runs/${run}/cancel`, { reason: 'enough' })).status).toBe(200)
    expect((await api('GET', `/heartbeat-runs/${run}`)).body).toMatchObject({ stopReason: 'enough' })
  })

  it('serves prices of models', async () => {
    const set = await api('POST', inCompany('/model-prices'), {
      model: 'our-*',
      inMicros: 40_000,
      outMicros: 2_000_000,
    })
    expect(set).toMatchObject({ status: 201, body: { model: 'our-*', inMicros: 40_000 } })
    expect(rowsIn(await api('GET', inCompany('/model-prices')))).toEqual([set.body])
    const asked = await api('GET', inCompany('/model-price?model=our-model'))
    expect(asked.body).toMatchObject({ source: 'company', matched: 'our-*', inMicros: 40_000 })
    const path = inCompany(`/model-prices/${set.body.id}`)
    expect((await api('DELETE', path)).body).toEqual({ id: set.body.id })
  })

  it('serves money to the cent', async () => {
    const agent = await hire('Spender', { budgetMonthlyCents: 200 })
    const event = { agentId: agent, provider: 'acme', model: 'm1', costCents: 170, inputTokens: 10, outputTokens: 5 }
    const path = inCompany('/cost-events')
    const told = await api('POST', path, { ...event, occurredAt: '2026-06-01T00:00:00Z' }, { 'idempotency-key': 'c1' })
    expect(told).toMatchObject({ status: 201, body: { costCents: 170, costStatus: 'reported', inputTokens: 10 } })
    expect(
      (await api('POST', path, { ...event, occurredAt: '2026-06-01T00:00:00Z' }, { 'idempotency-key': 'c1' })).body,
    ).toEqual(told.body)
    expect((await api('GET', `/agents/${agent}`)).body).toMatchObject({ spentMonthlyCents: 170 })
    expect((await api('GET', inCompany('/costs/summary'))).body).toMatchObject({ spendCents: 170, budgetCents: 5000 })
    const wrong = idIn(await api('POST', path, { ...event, costCents: 9, billingType: 'metered_api' }))
    const less = { reason: 'Counted twice', costCents: 4 }
    expect((await api('POST', `${path}/${wrong}/adjust`, less)).body).toMatchObject({
      correctsId: wrong,
      costCents: -5,
    })
    const voided = await api('POST', `${path}/${wrong}/void`, { reason: 'Never happened' })
    expect(voided).toMatchObject({ status: 201, body: { costCents: -4, spentMonthlyCents: 170 } })
    const month = `from=${encodeURIComponent(new Date(Date.now() - 3_600_000).toISOString())}`
    expect((await api('GET', inCompany(`/costs/summary?${month}`))).body).toMatchObject({ spendCents: 170 })
    const spent = { costCents: 170, inputTokens: 10, outputTokens: 5, cachedInputTokens: 0, unpricedEvents: 0 }
    const groups = {
      'by-agent': { agentId: agent },
      'by-agent-model': { agentId: agent, model: 'm1' },
      'by-provider': { provider: 'acme' },
      'by-biller': { biller: 'acme' },
      'by-project': { projectId: null, kind: 'unattributed' },
      'by-goal': { goalId: null, kind: 'unattributed' },
      'by-team': { teamId: null, kind: 'unattributed' },
      'by-issue': { issueId: null, kind: 'unattributed' },
      'by-model': { model: 'm1' },
      'by-billing': { billing: 'metered' },
    }
    for (const [name, group] of Object.entries(groups)) {
      const rows = rowsIn(await api('GET', inCompany(`/costs/${name}`)))
      expect([name, rows]).toMatchObject([name, [{ ...group, ...spent, subtreeCents: 170 }]])
    }
    const file = await api('GET', inCompany('/ledger.csv'))
    expect(file.headers.get('content-type')).toContain('text/csv')
    expect(String(file.body.text).trim().split('\r\n')).toHaveLength(5)
    expect(rowsIn(await api('GET', inCompany('/costs/window-spend')))).toHaveLength(3)
    const forecast = await api('GET', inCompany(`/costs/forecast?scopeType=agent&scopeId=${agent}`))
    expect(forecast.body).toMatchObject({
      policy: { observedAmount: 170, amount: 200 },
      drivers: [{ kind: 'agent', id: agent }, {}],
    })
    expect((await api('GET', inCompany('/costs/forecast'))).body).toMatchObject({ policy: { scopeType: 'company' } })
    const estimate = await api('POST', inCompany('/schedule-estimate'), { agentId: agent, intervalSeconds: 3600 })
    expect(estimate.body).toMatchObject({ slotsAMonth: 730, basedOn: expect.any(String) })
    const cards = await api('GET', inCompany('/costs/scorecards'))
    expect(cards.body.scorecards).toContainEqual(expect.objectContaining({ id: agent, spentCents: 170 }))
    await api('POST', path, { ...event, costCents: 40 })
    expect((await api('GET', `/agents/${agent}`)).body).toMatchObject({ status: 'paused', pauseReason: 'budget' })
    const overview = await api('GET', inCompany('/budgets/overview'))
    const incidents = overview.body.activeIncidents as { id: string; scopeId: string; thresholdType: string }[]
    const hard = incidents.find((each) => each.scopeId === agent && each.thresholdType === 'hard')
    expect(overview.body).toMatchObject({ pausedAgentCount: 1, policies: expect.any(Array) })
    const resolve = inCompany(`/budget-incidents/${hard?.id}/resolve`)
    const raise = { action: 'raise_budget_and_resume', amount: 210 }
    expect(await api('POST', resolve, raise)).toMatchObject({ status: 422, body: { details: { amountObserved: 210 } } })
    expect((await api('POST', resolve, { ...raise, amount: 500 })).body).toMatchObject({ amount: 500, status: 'ok' })
    expect((await api('GET', `/agents/${agent}`)).body).toMatchObject({ status: 'idle' })
    expect((await api('PATCH', inCompany('/budgets'), { budgetMonthlyCents: 0 })).body).toMatchObject({
      ...{ amount: 0, remainingAmount: null, scopeType: 'company' },
    })
    const policy = { scopeType: 'agent', scopeId: agent, amount: 900, warnPercent: 50, stopPercent: 90 }
    expect((await api('POST', inCompany('/budgets/policies'), policy)).body).toMatchObject({
      ...{ amount: 900, warnPercent: 50, stopPercent: 90, observedAmount: 210 },
    })
    const scopeId = idIn(await api('POST', inCompany('/teams'), { name: 'Spenders' }))
    const ofTeam = { scopeType: 'team', scopeId, amount: 500 }
    expect((await api('POST', inCompany('/budgets/policies'), ofTeam)).body).toMatchObject(ofTeam)
    const pool = { scopeType: 'subtree', scopeId: agent, metric: 'runs', windowKind: 'lifetime', amount: 70 }
    const { body: ofPool } = await api('POST', inCompany('/budgets/policies'), pool)
    expect(ofPool).toMatchObject(pool)
    expect((await api('DELETE', inCompany(`/budgets/policies/${ofPool.policyId}`))).body).toEqual({ ok: true })
    const all = (await api('GET', inCompany('/budgets/overview'))).body.policies as { policyId: string }[]
    expect(all.map(({ policyId }) => policyId)).not.toContain(ofPool.policyId)
    const { status } = await api('DELETE', inCompany(`/budgets/policies/${all[0]?.policyId}`))
    expect(status).toBe(422)
    const hours = { ...ofTeam, windowKind: 'rolling' }
    expect(await api('POST', inCompany('/budgets/policies'), hours)).toMatchObject({ status: 400 })
    expect((await api('POST', inCompany('/budgets/policies'), { ...hours, windowHours: 5 })).body).toMatchObject({
      windowHours: 5,
      amount: 500,
    })
  })

  it('holds, cancels and restores an issue with everything below it', async () => {
    const top = idIn(await issue())
    const { body } = await api('POST', `/issues/${top}/children`, { title: 'Part', status: 'todo' })
    const tree = (verb: string) => api('POST', `/issues/${top}/tree/${verb}`, { reason: 'Because' })
    expect((await tree('pause')).body).toMatchObject({ held: { issueId: top, reason: 'Because' } })
    const taken = await api('POST', `/issues/${body.id}/checkout`, { agentId: root })
    expect(taken).toMatchObject({ status: 409, body: { code: 'task_held', details: { status: 'todo' } } })
    expect((await api('POST', `/issues/${body.id}/tree/resume`)).status).toBe(409)
    expect((await tree('resume')).body).toMatchObject({ held: null })
    expect((await tree('cancel')).body).toMatchObject({ status: 'cancelled' })
    expect((await api('GET', `/issues/${body.id}`)).body).toMatchObject({ status: 'cancelled' })
    expect((await tree('restore')).body).toMatchObject({ status: 'backlog' })
    expect((await tree('restore')).status).toBe(409)
    const agent = await keyOf(await hire('Powerless'))
    expect((await agent('POST', `/issues/${top}/tree/pause`)).status).toBe(403)
  })

  it('knows what is read, and what is out of the inbox', async () => {
    const id = idIn(await issue({ title: 'News' }))
    const has = async (query: string) =>
      rowsIn(await api('GET', inCompany(`/issues?${query}`))).some((row) => row.id === id)
    expect(await has('touchedByUserId=me')).toBe(true)
    expect(await has('unreadForUserId=me')).toBe(false)
    const agent = await keyOf(await hire('Teller'))
    await agent('POST', `/issues/${id}/comments`, { body: 'Listen.' })
    expect(await has('unreadForUserId=me')).toBe(true)
    expect((await api('POST', `/issues/${id}/read`)).body).toMatchObject({ issueId: id, isUnread: false })
    expect(await has('unreadForUserId=me')).toBe(false)
    expect((await api('DELETE', `/issues/${id}/read`)).body).toMatchObject({ isUnread: true })
    await api('POST', `/issues/${id}/inbox-archive`)
    expect(await has('touchedByUserId=me&inboxArchivedByUserId=me')).toBe(false)
    expect((await api('DELETE', `/issues/${id}/inbox-archive`)).body).toMatchObject({ archivedAt: null })
    expect(await has('touchedByUserId=me&inboxArchivedByUserId=me')).toBe(true)
    expect((await agent('GET', inCompany('/issues?unreadForUserId=me'))).status).toBe(403)
  })

  it('notes what an issue has brought forth, and puts an issue away', async () => {
    const id = idIn(await issue({ title: 'Ship' }))
    const path = `/issues/${id}/work-products`
    const made = await api('POST', path, { type: 'deployment', title: 'Live', url: 'https://a.test', isPrimary: true })
    expect(made).toMatchObject({ status: 201, body: { issueId: id, isPrimary: true, createdByRunId: null } })
    const changed = await api('PATCH', `/work-products/${idIn(made)}`, { status: 'up' })
    expect(changed.body).toMatchObject({ status: 'up', title: 'Live' })
    expect(rowsIn(await api('GET', path))).toMatchObject([{ id: idIn(made) }])
    expect((await api('GET', `/issues/${id}`)).body).toMatchObject({ workProducts: [{ id: idIn(made) }] })
    expect((await api('POST', path, { type: 'url', title: 'x', url: 'file:///etc/passwd' })).status).toBe(400)
    expect((await api('DELETE', `/work-products/${idIn(made)}`)).body).toMatchObject({ id: idIn(made) })
    expect((await api('DELETE', `/issues/${id}`)).body).toMatchObject({ id, hiddenAt: expect.any(String) })
    expect((await api('GET', `/issues/${id}`)).status).toBe(200)
    expect(rowsIn(await api('GET', inCompany('/issues'))).some((row) => row.id === id)).toBe(false)
    const stats = await api('GET', '/companies/stats')
    expect(stats.body[company]).toMatchObject({ agentCount: expect.any(Number), monthSpendCents: expect.any(Number) })
  })

  it('serves the record and search', async () => {
    const made = await issue({ title: 'Zebra crossing' })
    const query = `entityType=issue&entityId=${idIn(made)}`
    expect(rowsIn(await api('GET', inCompany(`/activity?${query}`)))).toMatchObject([
      { action: 'issue.created', entityType: 'issue', actorType: 'user', runId: null },
    ])
    const found = async () => rowsIn(await api('GET', inCompany('/search?q=zebra')))
    await expect.poll(found, { timeout: 30_000 }).toMatchObject([{ entityType: 'issue', id: idIn(made) }])
  })

  it('serves routines', async () => {
    const made = await api('POST', inCompany('/routines'), {
      ...{ title: 'Review {{repo}}', assigneeAgentId: root, catchUpPolicy: 'enqueue_missed_with_cap' },
      variables: [{ name: 'repo', label: 'Repository', defaultValue: 'site' }],
    })
    const id = idIn(made)
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...{ concurrencyPolicy: 'coalesce_if_active', catchUpPolicy: 'enqueue_missed_with_cap', status: 'active' },
        ...{ variables: [{ name: 'repo', type: 'text', required: true }], triggers: [], env: null, lastRun: null },
      },
    })
    const body = { payload: { n: 1 }, idempotencyKey: 'once' }
    const run = await api('POST', `/routines/${id}/run`, body)
    expect(run).toMatchObject({
      status: 202,
      body: { status: 'issue_created', source: 'manual', triggerPayload: { n: 1 }, coalescedIntoRunId: null },
    })
    expect((await api('POST', `/routines/${id}/run`, body)).body.id).toBe(idIn(run))
    expect((await api('GET', `/issues/${run.body.linkedIssueId}`)).body).toMatchObject({
      ...{ title: 'Review site', assigneeAgentId: root, originKind: 'routine_execution', originId: id },
    })
    expect((await api('POST', `/routines/${id}/run`, {})).body).toMatchObject({
      ...{ status: 'coalesced', coalescedIntoRunId: idIn(run), linkedIssueId: null },
    })
    expect(rowsIn(await api('GET', `/routines/${id}/runs?limit=1`))).toMatchObject([{ status: 'coalesced' }])
    expect((await api('PATCH', `/routines/${id}`, { assigneeAgentId: null })).body).toMatchObject({ status: 'paused' })
    expect((await api('GET', `/routines/${id}`)).body).toMatchObject({ activeIssue: { id: run.body.linkedIssueId } })
    expect(rowsIn(await api('GET', inCompany('/routines')))).toMatchObject([{ id }])
  })

  it('serves the triggers of routines', async () => {
    const id = idIn(await api('POST', inCompany('/routines'), { title: 'Fired', assigneeAgentId: root }))
    const add = (body: object) => api('POST', `/routines/${id}/triggers`, body)
    const schedule = await add({ kind: 'schedule', cronExpression: '0 9 * * *' })
    expect(schedule.body).toMatchObject({
      timezone: 'UTC',
      nextRunAt: expect.stringMatching(/T09:00:00/),
      enabled: true,
    })
    expect(await add({ kind: 'schedule', cronExpression: 'often' })).toMatchObject({
      ...{ status: 422, body: { code: 'invalid_cron', details: [{ path: ['cronExpression'] }] } },
    })
    expect(await add({ kind: 'schedule' })).toMatchObject({
      ...{ status: 400, body: { details: [{ path: ['cronExpression'] }] } },
    })
    const webhook = await add({ kind: 'webhook', signingMode: 'bearer', replayWindowSec: 60 })
    expect(webhook.body).toMatchObject({
      ...{ signingMode: 'bearer', replayWindowSec: 60, webhookSecret: expect.any(String) },
      webhookUrl: `${server.url}/api/routine-triggers/public/${webhook.body.publicId}/fire`,
    })
    const path = `/routine-triggers/${idIn(webhook)}`
    expect((await api('PATCH', path, { enabled: false })).body).toMatchObject({ enabled: false, webhookSecret: null })
    const rotated = await api('POST', `${path}/rotate-secret`)
    expect(rotated.body.webhookSecret).not.toBe(webhook.body.webhookSecret)
    expect((await api('DELETE', path)).body).toEqual({ ok: true, id: idIn(webhook) })
    expect((await api('GET', `/routines/${id}`)).body.triggers).toMatchObject([{ id: idIn(schedule) }])
  })

  it('serves secrets without their values', async () => {
    const made = await api('POST', inCompany('/secrets'), { name: 'GITHUB_TOKEN', value: 'hush-1' })
    const id = idIn(made)
    expect(made.body).toMatchObject({ latestVersion: 1, provider: 'local_encrypted', status: 'active' })
    expect((await api('POST', inCompany('/secrets'), { name: 'GITHUB_TOKEN', value: 'x' })).status).toBe(409)
    expect((await api('POST', `/secrets/${id}/rotate`, { value: 'hush-2' })).body).toMatchObject({ latestVersion: 2 })
    expect((await api('PATCH', `/secrets/${id}`, { description: 'For pulls' })).body).toMatchObject({
      description: 'For pulls',
    })
    expect(JSON.stringify(rowsIn(await api('GET', inCompany('/secrets'))))).not.toContain('hush')
    const env = { GITHUB_TOKEN: { type: 'secret_ref', secretId: id, version: 'latest' } }
    const agent = await hire('Holder', { adapterConfig: { command: 'true', env } })
    expect((await api('GET', `/secrets/${id}/usage`)).body).toEqual({
      secretId: id,
      agents: [{ id: agent, name: 'Holder', version: 'latest' }],
      modelProviders: [],
    })
    expect(rowsIn(await api('GET', `/secrets/${id}/access-events`))).toEqual([])
    expect((await api('DELETE', `/secrets/${id}`)).status).toBe(422)
    await api('PATCH', `/agents/${agent}`, { adapterConfig: { env: null } })
    // a revision that can be restored still names it
    expect((await api('DELETE', `/secrets/${id}`)).status).toBe(422)
    const unused = idIn(await api('POST', inCompany('/secrets'), { name: 'UNUSED', value: 'hush-3' }))
    expect((await api('DELETE', `/secrets/${unused}`)).body).toEqual({ ok: true })
    const asAgent = await keyOf(agent)
    expect((await asAgent('GET', inCompany('/secrets'))).status).toBe(403)
  })

  it('lets a command line in', async () => {
    const begun = await api('POST', '/cli-auth/challenges', { command: 'login' })
    const path = `/cli-auth/challenges/${idIn(begun)}`
    const answer = await api('POST', `${path}/approve`, { companyId: company })
    expect(answer.body).toMatchObject({ approved: true, companyId: company })
    expect((await api('GET', path)).body).toMatchObject({ status: 'approved', boardApiToken: null })
    const withBoardKey = restClient(server.url, String(begun.body.boardApiToken), { base: '/api', check })
    const { keyId } = answer.body
    expect((await withBoardKey('GET', '/cli-auth/me')).body).toMatchObject({ companyIds: [company], keyId })
    expect((await withBoardKey('POST', '/cli-auth/revoke-current')).body).toEqual({ revoked: true, keyId })
    const other = await api('POST', '/cli-auth/challenges', { command: 'login' })
    const cancel = `/cli-auth/challenges/${idIn(other)}/cancel`
    expect((await api('POST', cancel, { token: other.body.token })).body).toMatchObject({ cancelled: true })
  })
  portability(() => ({ api, company, root, download }))
  memories(() => ({ api, company, root }))
  models(() => ({ api, company, root, server }))
  notifications(() => ({ api, company }))

  it('has answered every operation that its document lists', () => {
    expect(check.operations().length).toBeGreaterThan(100)
    expect(check.unanswered()).toEqual([])
  })
})
