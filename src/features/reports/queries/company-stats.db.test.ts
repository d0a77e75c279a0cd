import { afterAll, expect, it } from 'vitest'
import type { Identity } from '@/features/access'
import { reportCost } from '@/features/budgets'
import { pauseAgent } from '@/features/org'
import { admitWake, requestWake } from '@/features/runs'
import { createTask } from '@/features/tasks'
import { closePools, systemSql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { foundCompany } from '@/testing/company'
import { companyStats } from './company-stats'

afterAll(closePools)

it('counts each company of the caller, and no other', async () => {
  const [busy, quiet, foreign] = [await foundCompany(), await foundCompany(), await foundCompany()]
  const [runs, , halted] = [await busy.hire(), await busy.hire(), await busy.hire()]
  await pauseAgent(busy.board, { agentId: halted.id })
  await createTask(busy.board, { title: 'Open' })
  await createTask(busy.board, { title: 'Over', state: 'done' })
  await reportCost(busy.board, { agentId: runs.id, model: 'x', costMicros: 1_230_000 })
  const { wakeId } = await requestWake(busy.system, { agentId: runs.id, cause: 'manual' })
  expect((await admitWake(busy.system, { wakeId })).outcome).toBe('admitted')

  const personId = newId()
  await systemSql(`INSERT INTO "Person" (id, name) VALUES ($1, 'Member of two')`, [personId])
  for (const { id } of [busy, quiet]) {
    await systemSql(`INSERT INTO "Membership" ("companyId", "personId", role) VALUES ($1, $2, 'viewer')`, [
      id,
      personId,
    ])
  }
  const member: Identity = { kind: 'person', personId, isInstanceAdmin: false, via: 'local' }
  expect((await companyStats(member)).stats).toEqual([
    {
      companyId: busy.id,
      agents: { running: 1, idle: 1, paused: 1, pendingApproval: 0 },
      ...{ tasks: 2, openTasks: 1, spentMicros: 1_230_000 },
    },
    {
      companyId: quiet.id,
      agents: { running: 0, idle: 0, paused: 0, pendingApproval: 0 },
      ...{ tasks: 0, openTasks: 0, spentMicros: 0 },
    },
  ])
  const first = await companyStats(member, { limit: 1 })
  const second = await companyStats(member, { limit: 1, after: first.nextAfter })
  expect([...first.stats, ...second.stats].map(({ companyId }) => companyId)).toEqual([busy.id, quiet.id])
  const agent: Identity = { kind: 'agent', agentId: runs.id, companyId: busy.board.companyId, runId: null }
  expect((await companyStats(agent)).stats.map(({ companyId }) => companyId)).toEqual([busy.id])
  expect(JSON.stringify(await companyStats(member))).not.toContain(foreign.id)
})
