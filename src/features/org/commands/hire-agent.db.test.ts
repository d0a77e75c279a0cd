import { afterAll, describe, expect, it } from 'vitest'
import { GRANTS_OF_ROLE } from '@/features/access/rules/grants'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { activateAgent, getAgent, hireAgent, resumeAgent, terminateAgent, updateAgent } from '..'

afterAll(closePools)

const draft = ({ board }: TestCompany, input: Partial<Parameters<typeof hireAgent>[1]> = {}) =>
  hireAgent(board, { name: 'Draft', asDraft: true, ...input })

describe('the place of a new agent', () => {
  it('is below the root unless another one is named, and the root when there is none', async () => {
    const { board, hire } = await foundCompany()
    const root = await hire({ managerId: null })
    expect(root.managerId).toBeNull()
    expect((await hire()).managerId).toBe(root.id)
    const second = hire({ managerId: null })
    await expect(second).rejects.toMatchObject({
      code: 'broken_rule',
      facts: { rule: 'root_exists', rootAgentId: root.id },
    })
    await terminateAgent(board, { agentId: root.id })
    expect((await hire({ managerId: null })).managerId).toBeNull()
  })

  it('makes one root when many are hired at once', async () => {
    const { hire } = await foundCompany()
    const agents = await Promise.all(Array.from({ length: 10 }, () => hire()))
    expect(agents.filter(({ managerId }) => managerId === null)).toHaveLength(1)
  })
})

it('needs an approval where the company wants one', async () => {
  const { board } = await foundCompany({ gates: { hire_agent: 'owner' } })
  const admin = { ...board, grants: GRANTS_OF_ROLE.admin }
  const asked = hireAgent(admin, { name: 'Eve', runtime: 'bash' })
  await expect(asked).rejects.toMatchObject({ code: 'needs_approval', facts: { action: 'hire_agent', needs: 'owner' } })
  const { id: agentId } = await hireAgent(admin, { name: 'Eve', runtime: 'bash', asDraft: true })
  await expect(activateAgent(admin, { agentId })).rejects.toMatchObject({ code: 'needs_approval' })
  expect(await activateAgent(board, { agentId })).toEqual({ status: 'active' })
})

describe('a draft', () => {
  it('waits, takes no schedule, and starts once when many activate it', async () => {
    const company = await foundCompany()
    const { id: agentId } = await draft(company, { runtime: 'bash', schedule: { intervalSeconds: 60 } })
    expect(await getAgent(company.board, { agentId })).toMatchObject({ state: 'pending_approval', version: 1 })
    const calls = await Promise.allSettled(Array.from({ length: 5 }, () => activateAgent(company.board, { agentId })))
    expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await getAgent(company.board, { agentId })).toMatchObject({ state: 'idle', pauseReason: null })
  })

  it('can be ended, and changed before', async () => {
    const company = await foundCompany()
    const { id: agentId } = await draft(company)
    expect(await updateAgent(company.board, { agentId, title: 'CTO' })).toMatchObject({ title: 'CTO' })
    expect(await terminateAgent(company.board, { agentId })).toMatchObject({ status: 'terminated' })
    await expect(activateAgent(company.board, { agentId })).rejects.toMatchObject({ code: 'illegal_transition' })
  })
})

describe('an agent for which nobody said how it runs', () => {
  it('is paused, and starts when somebody says so', async () => {
    const { board } = await foundCompany()
    const waits = { state: 'paused', pauseReason: 'needs_config', runtime: 'bash' }
    const agent = await hireAgent(board, { name: 'Ada' })
    expect(agent).toMatchObject(waits)
    expect(await updateAgent(board, { agentId: agent.id, title: 'Lead' })).toMatchObject(waits)
    const told = await updateAgent(board, { agentId: agent.id, runtimeConfig: { command: 'true' } })
    expect(told).toMatchObject({ state: 'idle', pauseReason: null })
    const events = await asDatabaseOwner(
      `SELECT 1 FROM "OutboxEvent" WHERE "companyId" = $1 AND name = 'agent/resumed' AND "isForEngine"`,
      [board.companyId],
    )
    expect(events).toHaveLength(1)
  })

  it('may be meant to fetch its work itself', async () => {
    const { board } = await foundCompany()
    expect(await hireAgent(board, { name: 'Named', runtime: 'bash' })).toMatchObject({ state: 'idle' })
    const agent = await hireAgent(board, { name: 'Ada' })
    expect(await updateAgent(board, { agentId: agent.id, runtime: 'bash' })).toMatchObject({ state: 'idle' })
    const other = await hireAgent(board, { name: 'Eve' })
    expect(await resumeAgent(board, { agentId: other.id })).toEqual({ status: 'active' })
  })

  it('waits after its activation, too, and does not start without what its runtime needs', async () => {
    const company = await foundCompany()
    const agents = [await draft(company), await draft(company, { runtime: 'http' })]
    for (const { id: agentId } of agents)
      expect(await activateAgent(company.board, { agentId })).toEqual({ status: 'paused' })
    const agentId = agents[1]!.id
    await expect(resumeAgent(company.board, { agentId })).rejects.toMatchObject({
      facts: { rule: 'endpoint_required' },
    })
    const runtimeConfig = { endpoint: 'http://127.0.0.1:1' }
    expect(await updateAgent(company.board, { agentId, runtimeConfig })).toMatchObject({ state: 'idle' })
  })

  it('starts at once when it is a draft that was told in time', async () => {
    const company = await foundCompany()
    const { id: agentId } = await draft(company)
    await updateAgent(company.board, { agentId, runtimeConfig: { command: 'true' } })
    expect(await activateAgent(company.board, { agentId })).toEqual({ status: 'active' })
  })
})
