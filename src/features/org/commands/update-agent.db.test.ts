import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { GRANTS_OF_ROLE } from '@/features/access/rules/grants'
import { getBudget } from '@/features/budgets'
import { updateCompany } from '@/features/companies'
import { defineCommand } from '@/platform/command'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { AgentView, getAgent, getAgentRevision, listAgentRevisions, updateAgent } from '..'

afterAll(closePools)

const numbers = async ({ board }: TestCompany, agentId: string) =>
  (await listAgentRevisions(board, { agentId })).map(({ number }) => number)

it('writes a revision for each change, and none where nothing changed', async () => {
  const company = await foundCompany()
  const { id: agentId } = await company.hire({ name: 'Ada', role: 'engineer' })
  const settings = { instructions: 'Work', runtimeConfig: { command: 'make', cwd: '/srv' } }
  expect(await updateAgent(company.board, { agentId, ...settings })).toMatchObject({ version: 2, ...settings })
  expect(await updateAgent(company.board, { agentId, name: 'Ada', instructions: 'Work' })).toMatchObject({ version: 2 })
  await updateAgent(company.board, { agentId, schedule: { intervalSeconds: 60 }, capMicros: 5 })
  const revisions = await listAgentRevisions(company.board, { agentId })
  expect(revisions).toEqual([
    expect.objectContaining({ number: 2, source: 'update', changedKeys: ['instructions', 'runtimeConfig'] }),
    expect.objectContaining({ number: 1, source: 'hire', changedKeys: [] }),
  ])
  expect(revisions[0]).toMatchObject({ actorKind: 'person', actorId: company.board.actor.id, actorName: 'Test owner' })
  expect((await listAgentRevisions(company.board, { agentId, before: 2 })).map(({ number }) => number)).toEqual([1])
  const { diff, against } = await getAgentRevision(company.board, { agentId, number: 2 })
  expect({ diff, against }).toEqual({
    against: 1,
    diff: [
      { key: 'instructions', from: '', to: 'Work' },
      { key: 'runtimeConfig.command', from: 'true', to: 'make' },
      { key: 'runtimeConfig.cwd', from: null, to: '/srv' },
    ],
  })
})

it('loses no revision when many change the agent at once', async () => {
  const company = await foundCompany()
  const { id: agentId } = await company.hire()
  const wishes = Array.from({ length: 20 }, (_, i) => ({ agentId, runtimeConfig: { [`key${i}`]: i } }))
  await Promise.all(wishes.map((wish) => updateAgent(company.board, wish)))
  const { runtimeConfig, version } = await getAgent(company.board, { agentId })
  expect(version).toBe(21)
  expect(Object.keys(runtimeConfig)).toHaveLength(21)
  expect(await numbers(company, agentId)).toEqual(Array.from({ length: 21 }, (_, i) => 21 - i))
})

it('lets one of many win who changed the same version', async () => {
  const company = await foundCompany()
  const { id: agentId } = await company.hire()
  const calls = Array.from({ length: 10 }, (_, i) =>
    updateAgent(company.board, { agentId, title: `Title ${i}`, expectedVersion: 1 }),
  )
  const outcomes = await Promise.allSettled(calls)
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const codes = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
  expect(new Set(codes)).toEqual(new Set(['stale_version']))
  expect(await numbers(company, agentId)).toEqual([2, 1])
})

it('merges the settings of the runtime, and replaces them when asked', async () => {
  const { board, hire } = await foundCompany()
  const { id: agentId } = await hire({ runtimeConfig: { command: 'a', cwd: '/srv', args: ['x'] } })
  const merged = await updateAgent(board, { agentId, runtimeConfig: { args: ['y'], cwd: null } })
  expect(merged.runtimeConfig).toEqual({ command: 'a', args: ['y'] })
  const replaced = await updateAgent(board, { agentId, runtimeConfig: { command: 'b' }, replaceRuntimeConfig: true })
  expect(replaced.runtimeConfig).toEqual({ command: 'b' })
})

it('changes all or nothing', async () => {
  const { board, hire } = await foundCompany()
  const boss = await hire()
  const { id: agentId } = await hire({ name: 'Bob', schedule: { intervalSeconds: 60 } })
  const all = { name: 'Rob', capMicros: 7, icon: 'fox', metadata: { a: 1 }, queueOrder: 'fifo' as const }
  const wrong = { agentId, ...all, schedule: { cron: 'often' } }
  await expect(updateAgent(board, wrong)).rejects.toMatchObject({ code: 'invalid_input' })
  expect(await getAgent(board, { agentId })).toMatchObject({ name: 'Bob', key: 'bob', capMicros: null, version: 1 })
  const right = { agentId, ...all, schedule: { isEnabled: false }, permissions: { mayHire: true }, managerId: boss.id }
  expect(await updateAgent(board, right)).toMatchObject({
    ...{ ...all, key: 'rob', permissions: { mayHire: true }, version: 2 },
    schedule: { isEnabled: false, intervalSeconds: 60 },
  })
})

it('raises no cap for somebody who may not set budgets', async () => {
  const { board, hire } = await foundCompany()
  const { id: agentId } = await hire({ capMicros: 5 })
  const grants = new Set([...board.grants].filter((grant) => grant !== 'budget:write'))
  const asked = updateAgent({ ...board, grants }, { agentId, title: 'Lead', capMicros: 10 })
  await expect(asked).rejects.toMatchObject({ code: 'forbidden', facts: { needs: 'budget:write' } })
  expect(await getBudget(board, { scopeKind: 'agent', scopeId: agentId })).toMatchObject({ cap: 5 })
  expect(await getAgent(board, { agentId })).toMatchObject({ title: 'general', version: 1 })
})

it('lets no agent give itself rights or money, whatever part of the product calls it', async () => {
  const { board, hire, asAgent } = await foundCompany({ gates: { config_change: 'none', hire_agent: 'none' } })
  const { id: agentId } = await hire()
  const agent = await asAgent(agentId)
  const askFor = defineCommand({
    name: 'askFor',
    grant: 'approval:request',
    input: z.record(z.string(), z.unknown()),
    output: AgentView,
    records: [],
    announces: [],
    run: (work, change) => updateAgent.within(work, { agentId, ...change }),
  })
  expect(await askFor(agent, { instructions: 'Better' })).toMatchObject({ instructions: 'Better' })
  const forbidden = { code: 'forbidden' }
  await expect(askFor(agent, { permissions: { mayHire: true } })).rejects.toMatchObject(forbidden)
  await expect(askFor(agent, { capMicros: null })).rejects.toMatchObject(forbidden)
  await expect(updateAgent(agent, { agentId, title: 'Boss' })).rejects.toMatchObject(forbidden)
  expect(await getAgent(board, { agentId })).toMatchObject({ permissions: { mayHire: false }, version: 2 })
})

it('asks for an approval where the company wants one, except for looks', async () => {
  const { board, hire } = await foundCompany()
  const { id: agentId } = await hire()
  await updateCompany(board, { gates: { config_change: 'owner' } })
  const admin = { ...board, grants: GRANTS_OF_ROLE.admin }
  const needed = { code: 'needs_approval', facts: { action: 'config_change', needs: 'owner' } }
  await expect(updateAgent(admin, { agentId, instructions: 'x' })).rejects.toMatchObject(needed)
  await expect(updateAgent(admin, { agentId, permissions: { mayHire: true } })).rejects.toMatchObject(needed)
  expect(await updateAgent(admin, { agentId, name: 'New' })).toMatchObject({ name: 'New' })
  expect(await updateAgent(board, { agentId, instructions: 'x' })).toMatchObject({ instructions: 'x' })
})

it('keeps no secret in any revision, and shows no value to whoever may not change it', async () => {
  const company = await foundCompany()
  const { id: agentId } = await company.hire({ runtimeConfig: { command: 'x', env: { OPENAI_API_KEY: 'sk-first' } } })
  await updateAgent(company.board, { agentId, runtimeConfig: { env: { OPENAI_API_KEY: 'sk-second', LEVEL: 'loud' } } })
  const stored = await asDatabaseOwner<{ text: string }>(
    `SELECT settings::text AS text FROM "AgentRevision" WHERE "agentId" = $1 UNION ALL
     SELECT "runtimeConfig"::text FROM "Agent" WHERE id = $1 UNION ALL
     SELECT details::text FROM "AuditEntry" WHERE "companyId" = $2`,
    [agentId, company.id],
  )
  expect(stored.length).toBeGreaterThan(3)
  expect(stored.filter(({ text }) => text.includes('sk-'))).toEqual([])
  const shown = await getAgentRevision(await company.asAgent(agentId), { agentId, number: 2 })
  expect(JSON.stringify(shown)).not.toContain('loud')
  expect(shown.diff).toContainEqual({ key: 'runtimeConfig.env.LEVEL', from: null, to: '[hidden]' })
})
