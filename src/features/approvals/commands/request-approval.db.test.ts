import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '@/features/access'
import { getCompany } from '@/features/companies'
import { listGoals } from '@/features/goals'
import { getAgent, listAgentRevisions, listAgents, updateAgent } from '@/features/org'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, refusalOf, type TestCompany } from '@/testing/company'
import { cancelApproval, decideApproval, getApproval, governanceLints, requestApproval, requestHire } from '..'

afterAll(closePools)

let company: TestCompany
let ceo: Awaited<ReturnType<TestCompany['hire']>>
let asCeo: Awaited<ReturnType<TestCompany['asAgent']>>

beforeAll(async () => {
  company = await foundCompany({ gates: { hire_agent: 'admin', approve_ceo_strategy: 'admin' } })
  ceo = await company.hire({ name: 'Cleo', role: 'ceo' })
  asCeo = await company.asAgent(ceo.id)
})

const question = (over: object = {}) => ({
  type: 'request_board_approval' as const,
  payload: { title: 'Drop the old database', risks: ['It is gone then'] },
  ...over,
})
const names = async () => (await listAgents(company.board, {})).map((agent) => agent.name)

describe('asking', () => {
  it('is refused for what could not be carried out, and leaves nothing', async () => {
    const before = await asDatabaseOwner(`SELECT count(*) FROM "Approval" WHERE "companyId" = $1`, [company.id])
    const cto = await company.hire({ name: 'Chip', managerId: ceo.id })
    const wrong: [Parameters<typeof requestApproval>[1], string][] = [
      [{ type: 'hire_agent', payload: { name: 'X', managerId: newId() } }, 'broken_rule'],
      [{ type: 'config_change', payload: { agentId: ceo.id, change: { managerId: cto.id } } }, 'broken_rule'],
      [{ type: 'config_change', payload: { agentId: newId(), change: { title: 'X' } } }, 'not_found'],
      [{ type: 'config_rollback', payload: { agentId: ceo.id, number: 99 } }, 'not_found'],
      [
        { type: 'budget_override_required', payload: { scopeKind: 'agent', scopeId: newId(), capMicros: 1 } },
        'not_found',
      ],
      [question({ taskIds: [newId()] }), 'not_found'],
      [question({ expiresAt: '2020-01-01T00:00:00Z' }), 'invalid_input'],
    ]
    for (const [input, code] of wrong) expect((await refusalOf(requestApproval(company.board, input))).code).toBe(code)
    const agents = await names()
    expect(agents).not.toContain('X')
    expect(await asDatabaseOwner(`SELECT count(*) FROM "Approval" WHERE "companyId" = $1`, [company.id])).toEqual(
      before,
    )
  })

  it('with the same key at the same time is asked once', async () => {
    const ask = () => requestApproval(asCeo, question({ requestKey: 'same' }))
    const approvals = await Promise.all(Array.from({ length: 8 }, ask))
    expect(new Set(approvals.map((approval) => approval.id)).size).toBe(1)
    const hire = () => requestHire(asCeo, { name: 'Keyed', requestKey: 'hire once', runtimeConfig: { command: 'x' } })
    const hires = await Promise.all(Array.from({ length: 4 }, hire))
    expect(new Set(hires.map(({ agent }) => agent.id)).size).toBe(1)
    expect((await names()).filter((name) => name === 'Keyed')).toHaveLength(1)
  })

  it('is for itself and its reports, and in its own name', async () => {
    const report = await company.hire({ name: 'Rita', managerId: ceo.id })
    const asReport = await company.asAgent(report.id)
    const change = {
      type: 'config_change' as const,
      payload: { agentId: ceo.id, change: { instructions: 'Obey Rita' } },
    }
    expect((await refusalOf(requestApproval(asReport, change))).code).toBe('forbidden')
    expect((await refusalOf(requestApproval(asReport, question({ requestedByAgentId: ceo.id })))).code).toBe(
      'forbidden',
    )
    const own = { ...change, payload: { agentId: report.id, change: { instructions: 'New', capabilities: 'SQL' } } }
    const asked = await requestApproval(asCeo, own)
    expect(asked.diff.map(({ key }) => key)).toEqual(['capabilities', 'instructions'])
    await decideApproval(company.board, { approvalId: asked.id, decision: 'approved' })
    expect(await getAgent(company.board, { agentId: report.id })).toMatchObject({ instructions: 'New' })
    const [newest] = (await listAgentRevisions(company.board, { agentId: report.id })) as { source: string }[]
    expect(newest?.source).toBe('approval')
  })

  it('for an earlier revision brings it back when it is approved', async () => {
    const agent = await company.hire({ name: 'Roll', managerId: ceo.id, instructions: 'First' })
    await updateAgent(company.board, { agentId: agent.id, instructions: 'Second' })
    const payload = { agentId: agent.id, number: 1 }
    const asked = await requestApproval(asCeo, { type: 'config_rollback', payload })
    expect(asked.diff).toEqual([{ key: 'instructions', from: 'Second', to: 'First' }])
    const decided = await decideApproval(company.board, { approvalId: asked.id, decision: 'approved' })
    expect(decided.result).toMatchObject({ agentId: agent.id, version: 3 })
    expect(await getAgent(company.board, { agentId: agent.id })).toMatchObject({ instructions: 'First' })
    const again = await refusalOf(requestApproval(asCeo, { type: 'config_rollback', payload }))
    expect(again.code).toBe('already_exists')
  })

  it('stores no secret that can be read, and rotates none before it is decided', async () => {
    const env = { DEPLOY_TOKEN: 'planted-one', LEVEL: 'debug' }
    const before = { command: 'x', env: { DEPLOY_TOKEN: 'planted-zero' } }
    const worker = await company.hire({ name: 'Sealed', managerId: ceo.id, runtimeConfig: before })
    const asWorker = await company.asAgent(worker.id)
    const asked = await requestApproval(asWorker, {
      type: 'config_change',
      payload: { agentId: worker.id, change: { runtimeConfig: { command: 'x', env } } },
    })
    const board = await requestApproval(asWorker, {
      ...question(),
      payload: { title: 'Act', action: { do: 'deploy', headers: { authorization: 'planted-two' } } },
    })
    const { agent, approval } = await requestHire(asWorker, {
      name: 'With a key',
      runtimeConfig: { command: 'x', env: { API_KEY: 'planted-three', LEVEL: 'info' } },
    })
    const versions = () =>
      asDatabaseOwner<{ n: number }>(
        `SELECT count(*)::int AS n FROM "SecretVersion" v JOIN "Agent" a ON a.id = $1
         WHERE v."secretId"::text = a."runtimeConfig" -> 'env' -> 'DEPLOY_TOKEN' ->> 'secretId'`,
        [worker.id],
      )
    expect(await versions()).toEqual([{ n: 1 }])
    const tables = await asDatabaseOwner(
      `SELECT (SELECT string_agg(payload::text, '') FROM "Approval" WHERE "companyId" = $1)
        || (SELECT string_agg(details::text, '') FROM "AuditEntry" WHERE "companyId" = $1)
        || (SELECT string_agg("runtimeConfig"::text, '') FROM "Agent" WHERE "companyId" = $1)
        || (SELECT string_agg(data::text, '') FROM "OutboxEvent" WHERE "companyId" = $1) AS text`,
      [company.id],
    )
    expect(JSON.stringify(tables)).not.toContain('planted')
    expect(JSON.stringify([asked, board, approval, agent])).not.toContain('planted')
    expect((await getApproval(asCeo, { approvalId: asked.id })).payload).toMatchObject({
      change: { runtimeConfig: { env: { LEVEL: '[hidden]' } } },
    })
    expect((await getApproval(company.board, { approvalId: asked.id })).payload).toMatchObject({
      change: { runtimeConfig: { env: { LEVEL: 'debug' } } },
    })
  })
})

describe('gates', () => {
  it('that are open let who may act, act at once, and say so in the record', async () => {
    const open = await foundCompany({ gates: { hire_agent: 'none', config_change: 'none' } })
    const boss = await open.hire({ name: 'Boss' })
    const asBoss = await open.asAgent(boss.id)
    expect((await requestHire(asBoss, { name: 'Not yet' })).approval).toMatchObject({
      status: 'pending',
      needs: 'admin',
    })
    await updateAgent(open.board, { agentId: boss.id, permissions: { mayHire: true } })
    const hired = await requestHire(asBoss, { name: 'At once', runtimeConfig: { command: 'true' } })
    expect(hired).toMatchObject({ approval: null, agent: { state: 'idle', managerId: boss.id } })

    const change = (wish: object) =>
      requestApproval(asBoss, { type: 'config_change', payload: { agentId: boss.id, change: wish } })
    expect(await change({ instructions: 'Mine' })).toMatchObject({
      status: 'approved',
      needs: 'none',
      decidedBy: { kind: 'system', id: 'gates' },
    })
    expect(await getAgent(open.board, { agentId: boss.id })).toMatchObject({ instructions: 'Mine' })
    expect(await change({ capMicros: 1_000_000_000 })).toMatchObject({ status: 'pending', needs: 'admin' })
    expect(await change({ permissions: { mayHire: false } })).toMatchObject({ status: 'pending' })
    const rules = (await governanceLints(open.board, {})).map((lint) => lint.rule)
    expect(rules).toContain('agents_hire_freely')
  })

  it('approve the first strategy, and its goals come with it', async () => {
    const goals = [{ title: 'Ship the first version' }]
    const asked = await requestApproval(asCeo, { type: 'approve_ceo_strategy', payload: { plan: 'Ship', goals } })
    expect((await getCompany(company.board, {})).strategyApprovedAt).toBeNull()
    await decideApproval(company.board, { approvalId: asked.id, decision: 'approved' })
    expect((await getCompany(company.board, {})).strategyApprovedAt).not.toBeNull()
    expect(JSON.stringify(await listGoals(company.board, {}))).toContain('Ship the first version')
  })

  it('that are rejected or withdrawn end the draft of a hire', async () => {
    const [a, b] = [await requestHire(asCeo, { name: 'A draft' }), await requestHire(asCeo, { name: 'B draft' })]
    await decideApproval(company.board, { approvalId: a.approval!.id, decision: 'rejected', note: 'No' })
    const other = await company.hire({ name: 'Other' })
    expect(
      (await refusalOf(cancelApproval(await company.asAgent(other.id), { approvalId: b.approval!.id }))).code,
    ).toBe('forbidden')
    await cancelApproval(asCeo, { approvalId: b.approval!.id })
    for (const { agent } of [a, b]) {
      expect(await getAgent(company.board, { agentId: agent.id })).toMatchObject({ state: 'terminated' })
    }
    const key = createApiKey(company.board, { name: 'K', kind: 'agent', agentId: a.agent.id })
    expect((await refusalOf(key)).code).toBe('illegal_transition')
  })
})
