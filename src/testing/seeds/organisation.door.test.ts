import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../running-server'

const KEY = 'master-key-for-the-tests'

let server: RunningServer

type Answer = { status: number; body: Record<string, unknown> & Record<string, unknown>[]; headers: Headers }

async function call(method: string, path: string, body?: unknown, key = KEY, headers = {}): Promise<Answer> {
  const response = await fetch(`${server.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Answer['body'], headers: response.headers }
}

const idIn = ({ body, status }: Answer): string => {
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return String(body.id)
}

async function keyOf(agentId: string): Promise<string> {
  const made = await call('POST', `/agents/${agentId}/keys`, { name: 'test' })
  expect(made.status).toBe(201)
  return String(made.body.token)
}

beforeAll(async () => {
  server = await startServer({ env: { PAPERCLIP_API_KEY: KEY, BASE_URL: '' } })
})
afterAll(() => server?.stop())

describe('building an organisation over /api', () => {
  it('goes from the first agent over approved hires to delegated work that is done', async () => {
    const company = idIn(
      await call('POST', '/companies', {
        name: 'Acme Agents',
        description: 'Launch',
        requireBoardApprovalForNewAgents: true,
        budgetMonthlyCents: 500_000,
      }),
    )
    const ceo = idIn(
      await call('POST', `/companies/${company}/agents`, {
        name: 'Alex Chen',
        role: 'ceo',
        title: 'Chief Executive Officer',
        reportsTo: null,
        capabilities: 'Strategic planning, executive leadership',
        adapterType: 'process',
        adapterConfig: { command: 'true', args: ['-v'] },
      }),
    )
    const ceoKey = await keyOf(ceo)
    const ask = (key: string, requestedByAgentId: string, payload: object) =>
      call('POST', `/companies/${company}/approvals`, { type: 'hire_agent', requestedByAgentId, payload }, key)

    const asked = await ask(ceoKey, ceo, {
      name: 'Jordan Lee',
      role: 'cto',
      title: 'Chief Technology Officer',
      reportsTo: ceo,
      capabilities: 'Technical leadership, architecture',
      budgetMonthlyCents: 200_000,
    })
    expect(asked.body).toMatchObject({ status: 'pending', type: 'hire_agent', requestedByAgentId: ceo })
    expect((await call('POST', `/approvals/${asked.body.id}/approve`, {}, ceoKey)).status).toBe(403)
    const decided = await call('POST', `/approvals/${asked.body.id}/approve`, { decisionNote: 'Looks good' })
    expect(decided.body).toMatchObject({ status: 'approved', decisionNote: 'Looks good' })
    expect((await call('POST', `/approvals/${asked.body.id}/reject`, {})).status).toBe(422)

    const [cto] = (await call('GET', `/companies/${company}/agents?reportsTo=${ceo}`)).body
    expect(cto).toMatchObject({ name: 'Jordan Lee', role: 'cto', budgetMonthlyCents: 200_000, reportsTo: ceo })
    const ctoId = String(cto?.id)
    const ctoKey = await keyOf(ctoId)
    const engineerAsked = await ask(ctoKey, ctoId, {
      name: 'Taylor Kim',
      role: 'engineer',
      title: 'Senior Backend Engineer',
      reportsTo: ctoId,
      budgetMonthlyCents: 50_000,
    })
    await call('POST', `/approvals/${engineerAsked.body.id}/approve`, {})
    const [engineer] = (await call('GET', `/companies/${company}/agents?reportsTo=${ctoId}`)).body
    const engineerId = String(engineer?.id)
    const engineerKey = await keyOf(engineerId)

    const [mission] = (await call('GET', `/companies/${company}/goals`)).body
    const top = await call(
      'POST',
      `/companies/${company}/issues`,
      {
        title: 'Launch MVP to first 100 users',
        assigneeAgentId: ctoId,
        goalId: mission?.id,
        requestDepth: 0,
        createdByAgentId: ceo,
      },
      ceoKey,
    )
    expect(top.body).toMatchObject({ requestDepth: 0, createdByAgentId: ceo, assigneeAgentId: ctoId, status: 'todo' })
    const child = await call(
      'POST',
      `/companies/${company}/issues`,
      {
        title: 'Build and deploy authentication system',
        parentId: top.body.id,
        assigneeAgentId: engineerId,
        requestDepth: 1,
        createdByAgentId: ctoId,
      },
      ctoKey,
    )
    expect(child.body).toMatchObject({ requestDepth: 1, parentId: top.body.id, goalAncestry: ['Launch'] })
    const forged = { title: 'Forged', createdByAgentId: ceo }
    expect((await call('POST', `/companies/${company}/issues`, forged, ctoKey)).status).toBe(403)

    const identifier = String(child.body.identifier)
    const taken = await call('POST', `/issues/${identifier}/checkout`, { agentId: engineerId }, engineerKey)
    expect(taken.body).toMatchObject({ status: 'in_progress', assigneeAgentId: engineerId })
    const lost = await call('POST', `/issues/${identifier}/checkout`, { agentId: ctoId }, ctoKey)
    expect(lost).toMatchObject({ status: 409, body: { details: { assigneeAgentId: engineerId } } })
    const done = await call('PATCH', `/issues/${child.body.id}`, { status: 'done', comment: 'Deployed.' }, engineerKey)
    expect(done.body).toMatchObject({ status: 'done', completedAt: expect.any(String) })
    const mine = await call('GET', `/companies/${company}/issues?createdByAgentId=${ctoId}`, undefined, ctoKey)
    expect(mine.body.map((issue) => issue.id)).toEqual([child.body.id])
    const me = await call('GET', '/agents/me', undefined, engineerKey)
    expect(me.body).toMatchObject({ id: engineerId, chainOfCommand: [{ id: ctoId }, { id: ceo }] })
  })
})
