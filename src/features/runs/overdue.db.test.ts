import { afterAll, expect, it } from 'vitest'
import { pauseAgent } from '@/features/org'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import {
  admitWake,
  agentStatus,
  announceOverdue,
  findCompaniesWithOverdue,
  findOverdueWakes,
  listOverdue,
  requestWake,
} from '.'

afterAll(closePools)

const HOUR = 3_600_000

async function after<T>(hours: number, what: () => Promise<T>): Promise<T> {
  const restore = setClock(() => new Date(Date.now() + hours * HOUR))
  return what().finally(restore)
}

it('pain 24: announces a wake by its own age, whoever the task is with, once, and calls it up again', async () => {
  const company = await foundCompany()
  const [free, paused] = await Promise.all([company.hire(), company.hire()])
  const lost = await requestWake(company.system, { agentId: free.id, cause: 'mention' })
  const waiting = await requestWake(company.system, { agentId: paused.id, cause: 'mention' })
  await pauseAgent(company.board, { agentId: paused.id })
  await admitWake(company.system, { wakeId: waiting.wakeId })
  const announced = () => announceOverdue(company.system, {})

  expect(await after(0.4, findCompaniesWithOverdue)).not.toContain(company.id)
  expect(await after(0.4, announced)).toEqual({ agents: 0, wakes: 0 })
  // half an hour where the agent could run
  expect(await after(0.6, findCompaniesWithOverdue)).toContain(company.id)
  const both = await after(0.6, () => Promise.all([announced(), announced(), announced()]))
  expect(both.reduce((sum, { wakes }) => sum + wakes, 0)).toBe(1)
  expect(await listOverdue(company.board, {})).toEqual([expect.objectContaining({ agentId: free.id, wakes: 1 })])
  // a day, whatever it waits for
  expect(await after(25, announced)).toEqual({ agents: 1, wakes: 1 })
  expect(await after(24 * 31, findCompaniesWithOverdue)).not.toContain(company.id)
  expect((await agentStatus(company.board, { agentId: paused.id })).overdueWakes).toBe(1)
  const [events] = await asDatabaseOwner<{ n: number }>(
    `SELECT count(*)::int AS n FROM "OutboxEvent" WHERE "companyId" = $1 AND name = 'wake/overdue'`,
    [company.id],
  )
  expect(events?.n).toBe(2)
  // who is answered is overdue no more
  expect((await admitWake(company.system, { wakeId: lost.wakeId })).outcome).toBe('admitted')
  expect((await listOverdue(company.board, {})).map((each) => each.agentId)).toEqual([paused.id])
})

it('pain 24: sweeps all wakes whose event was lost, however many others are held', async () => {
  const company = await foundCompany()
  const agents = await Promise.all(Array.from({ length: 4 }, () => company.hire()))
  for (const agent of agents) await requestWake(company.system, { agentId: agent.id, cause: 'message' })
  const all = await after(24 * 31, () => findOverdueWakes(60))
  const ours = all.filter((wake) => wake.companyId === company.id).map((wake) => wake.agentId)
  expect(new Set(ours)).toEqual(new Set(agents.map((agent) => agent.id)))
  const rest = await after(24 * 31, () => findOverdueWakes(60, ours[1]))
  expect(rest.filter((wake) => wake.companyId === company.id).map((wake) => wake.agentId)).toEqual(ours.slice(2))
})
