import { afterAll, expect, it } from 'vitest'
import { GRANTS_OF_ROLE } from '@/features/access/rules/grants'
import { updateCompany } from '@/features/companies'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { getAgentRevision, listAgentRevisions, rollbackAgent, terminateAgent, updateAgent } from '..'

afterAll(closePools)

it('brings an earlier revision back as a new one, by number or id', async () => {
  const { board, hire } = await foundCompany()
  const { id: agentId } = await hire({ name: 'Ada', instructions: 'First', capMicros: 5 })
  await updateAgent(board, { agentId, instructions: 'Second', name: 'Eve', capMicros: 9 })
  expect(await rollbackAgent(board, { agentId, number: 1 })).toMatchObject({
    ...{ name: 'Ada', key: 'ada', instructions: 'First', version: 3, capMicros: 9 },
  })
  const [newest, second] = await listAgentRevisions(board, { agentId })
  expect(newest).toMatchObject({
    number: 3,
    source: 'rollback',
    restoredNumber: 1,
    changedKeys: ['instructions', 'name'],
  })
  const { diff } = await getAgentRevision(board, { agentId, number: 3, against: 1 })
  expect(diff).toEqual([])
  expect(await rollbackAgent(board, { agentId, revisionId: second!.id })).toMatchObject({ name: 'Eve', version: 4 })
})

it('refuses what is not there, what is so already, and whoever is gone', async () => {
  const { board, hire } = await foundCompany()
  await hire()
  const { id: agentId } = await hire({ instructions: 'First' })
  await updateAgent(board, { agentId, instructions: 'Second' })
  await updateAgent(board, { agentId, instructions: 'First' })
  await expect(rollbackAgent(board, { agentId, number: 9 })).rejects.toMatchObject({ code: 'not_found' })
  await expect(rollbackAgent(board, { agentId })).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(rollbackAgent(board, { agentId, number: 3 })).rejects.toMatchObject({ code: 'already_exists' })
  await expect(rollbackAgent(board, { agentId, number: 1 })).rejects.toMatchObject({ code: 'already_exists' })
  await terminateAgent(board, { agentId })
  await expect(rollbackAgent(board, { agentId, number: 2 })).rejects.toMatchObject({ code: 'illegal_transition' })
})

it('does not bring back a place in the tree that is none any more', async () => {
  const { board, hire } = await foundCompany()
  const root = await hire()
  const [boss, middle] = [await hire({ name: 'Boss' }), await hire({ managerId: root.id })]
  const report = await hire({ managerId: boss.id })
  await updateAgent(board, { agentId: report.id, managerId: root.id })
  await updateAgent(board, { agentId: boss.id, managerId: report.id })
  const cycle = rollbackAgent(board, { agentId: report.id, number: 1 })
  await expect(cycle).rejects.toMatchObject({ code: 'broken_rule', facts: { rule: 'org_cycle', number: 1 } })
  await updateAgent(board, { agentId: boss.id, managerId: middle.id })
  await terminateAgent(board, { agentId: boss.id })
  const gone = rollbackAgent(board, { agentId: report.id, number: 1 })
  await expect(gone).rejects.toMatchObject({ code: 'broken_rule', facts: { rule: 'manager_not_found' } })
  await expect(gone).rejects.toThrow(/Revision 1 .* Boss is terminated/)
})

it('asks for an approval where the company wants one', async () => {
  const { board, hire } = await foundCompany({ gates: { config_rollback: 'owner' } })
  const { id: agentId } = await hire()
  await updateAgent(board, { agentId, title: 'Lead' })
  const admin = { ...board, grants: GRANTS_OF_ROLE.admin }
  await expect(rollbackAgent(admin, { agentId, number: 1 })).rejects.toMatchObject({ code: 'needs_approval' })
  await updateCompany(board, { gates: { config_rollback: 'admin' } })
  expect(await rollbackAgent(admin, { agentId, number: 1 })).toMatchObject({ version: 3 })
})

it('restores once when many ask at once', async () => {
  const { board, hire } = await foundCompany()
  const { id: agentId } = await hire({ title: 'First' })
  await updateAgent(board, { agentId, title: 'Second' })
  const calls = Array.from({ length: 8 }, () => rollbackAgent(board, { agentId, number: 1 }))
  const outcomes = await Promise.allSettled(calls)
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await listAgentRevisions(board, { agentId })).toHaveLength(3)
})
