import { afterAll, expect, it } from 'vitest'
import { listWakes } from '@/features/runs'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { claimDueSchedules } from './claim-due-schedules'

afterAll(closePools)

it('fires each slot once when many ticks overlap, and keeps the next one', async () => {
  const company = await foundCompany()
  const agents = await Promise.all(
    Array.from({ length: 30 }, () => company.hire({ schedule: { cron: '*/5 * * * *', timeZone: 'Europe/Lisbon' } })),
  )
  const restore = setClock(() => new Date(Date.now() + 6 * 60_000))
  const counts = await Promise.all(Array.from({ length: 5 }, claimDueSchedules))
  expect(counts.reduce((a, b) => a + b)).toBe(30)
  expect(await claimDueSchedules()).toBe(0)
  restore()
  for (const agent of agents) {
    const wakes = await listWakes(company.board, { agentId: agent.id })
    expect(wakes).toHaveLength(1)
    expect(wakes[0]).toMatchObject({ cause: 'schedule', state: 'pending', slotAt: agent.nextWakeAt })
  }
  const [events] = await asDatabaseOwner<{ n: number }>(
    `SELECT count(*)::int AS n FROM "OutboxEvent" WHERE name = 'agent/wakeup.requested' AND "companyId" = $1`,
    [company.id],
  )
  expect(events?.n).toBe(30)
})

it('stands for all missed slots with one wake, or none where the policy says skip', async () => {
  const company = await foundCompany()
  const one = await company.hire({ schedule: { intervalSeconds: 60 } })
  const skip = await company.hire({ schedule: { intervalSeconds: 60, catchUp: 'skip' } })
  const restore = setClock(() => new Date(Date.now() + 3 * 3600_000))
  await claimDueSchedules()
  restore()
  expect((await listWakes(company.board, { agentId: one.id })).map((wake) => wake.state)).toEqual(['pending'])
  expect(await listWakes(company.board, { agentId: skip.id })).toEqual([
    expect.objectContaining({ state: 'skipped', reason: 'missed' }),
  ])
})
