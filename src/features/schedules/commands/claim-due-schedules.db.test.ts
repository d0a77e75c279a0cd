import { afterAll, describe, expect, it } from 'vitest'
import { pauseCompany, resumeCompany } from '@/features/companies'
import { pauseAgent } from '@/features/org'
import { agentStatus, listWakes } from '@/features/runs'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { listOverdueSchedules, listScheduleSlots } from '..'
import { claimDueSchedules } from './claim-due-schedules'

afterAll(closePools)

const HOUR_MS = 3_600_000

/** Claims what is due at a time. */
async function claimAt(at: Date): Promise<number> {
  const restore = setClock(() => at)
  try {
    return await claimDueSchedules()
  } finally {
    restore()
  }
}

const past = (slot: string | null, ms: number) => new Date(Date.parse(slot!) + ms)
const wakesOf = (company: TestCompany, agentId: string) => listWakes(company.board, { agentId })

async function ledgerOf(company: TestCompany, agentId: string): Promise<string[]> {
  const rows = await listScheduleSlots(company.board, { agentId })
  return rows.map(({ slots, outcome, reason }) => `${slots} ${outcome}${reason ? ` ${reason}` : ''}`).reverse()
}

it('pain 13: fires each slot once when many ticks overlap, and keeps the next one', async () => {
  const company = await foundCompany()
  const schedule = { cron: '30 3 * * *', timeZone: 'Europe/Lisbon' }
  const agents = await Promise.all(Array.from({ length: 30 }, () => company.hire({ schedule })))
  const at = past(agents[0]!.nextWakeAt, 20_000)
  const restore = setClock(() => at)
  const counts = await Promise.all(Array.from({ length: 5 }, claimDueSchedules))
  expect(counts.reduce((a, b) => a + b)).toBe(30)
  expect(await claimDueSchedules()).toBe(0)
  restore()
  for (const agent of agents) {
    const wakes = await wakesOf(company, agent.id)
    expect(wakes).toMatchObject([{ cause: 'schedule', state: 'pending', slotAt: agent.nextWakeAt }])
    const [slot, ...more] = await listScheduleSlots(company.board, { agentId: agent.id })
    expect([slot, more]).toMatchObject([{ outcome: 'fired', slotAt: agent.nextWakeAt, wakeId: wakes[0]!.id }, []])
  }
  const [events] = await asDatabaseOwner<{ n: number }>(
    `SELECT count(*)::int AS n FROM "OutboxEvent" WHERE name = 'agent/wakeup.requested' AND "companyId" = $1`,
    [company.id],
  )
  expect(events?.n).toBe(30)
})

it('pain 13: does not fire a slot again when its schedule is set back to it, as by a backup', async () => {
  const company = await foundCompany()
  const agent = await company.hire({ schedule: { cron: '30 3 * * *' } })
  await claimAt(past(agent.nextWakeAt, 1000))
  await asDatabaseOwner(`UPDATE "Wake" SET state = 'consumed' WHERE "agentId" = $1`, [agent.id])
  await asDatabaseOwner(`UPDATE "Schedule" SET "nextWakeAt" = $2 WHERE "agentId" = $1`, [agent.id, agent.nextWakeAt])
  expect(await claimAt(past(agent.nextWakeAt, 30_000))).toBe(1)
  expect(await wakesOf(company, agent.id)).toHaveLength(1)
  expect(await ledgerOf(company, agent.id)).toEqual(['1 fired'])
})

it('wakes the agents of a company one after the other, each always as long after its slot', async () => {
  const company = await foundCompany()
  const agents = await Promise.all(Array.from({ length: 12 }, () => company.hire({ schedule: { cron: '0 4 * * *' } })))
  const together = await company.hire({ schedule: { cron: '0 4 * * *', staggerSeconds: 0 } })
  const at = past(agents[0]!.nextWakeAt, 5000)
  await claimAt(at)
  const waits = await Promise.all(
    agents.map(async (agent) => Date.parse((await wakesOf(company, agent.id))[0]!.dueAt) - at.getTime()),
  )
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...waits)).toBeLessThan(60_000)
  // by ids that are random: two may share a millisecond of the minute
  expect(new Set(waits).size).toBeGreaterThanOrEqual(10)
  expect((await wakesOf(company, together.id))[0]!.dueAt).toBe(at.toISOString())
  await asDatabaseOwner(`UPDATE "Wake" SET state = 'consumed' WHERE "companyId" = $1`, [company.id])
  const nextDay = new Date(at.getTime() + 24 * HOUR_MS)
  await claimAt(nextDay)
  const [again] = await wakesOf(company, agents[0]!.id)
  expect(Date.parse(again!.dueAt) - nextDay.getTime()).toBe(waits[0])
})

describe('after three hours in which nothing could wake', () => {
  it.each([
    ['one', {}, ['179 coalesced one_wake_for_all', '1 fired'], {}],
    ['skip', { catchUp: 'skip' }, ['177 missed not_caught_up', '2 coalesced one_wake_for_all', '1 fired'], {}],
    [
      'capped',
      { catchUp: 'capped', catchUpCap: 2 },
      ['175 missed over_cap', '4 coalesced one_wake_for_all', '1 fired'],
      { slots: 5 },
    ],
    [
      'most lateness',
      { maxLatenessSeconds: 3600 },
      ['119 missed too_late', '60 coalesced one_wake_for_all', '1 fired'],
      {},
    ],
  ] as const)(
    'pain 18: has one wake, and a reason for each slot that has none: %s',
    async (_name, policy, expected, more) => {
      const company = await foundCompany()
      const agent = await company.hire({ schedule: { intervalSeconds: 60, ...policy } })
      await claimAt(past(agent.nextWakeAt, 3 * HOUR_MS - 60_000))
      expect(await ledgerOf(company, agent.id)).toEqual(expected)
      const [wake] = await asDatabaseOwner<{ payload: { slots?: string[] } }>(
        `SELECT payload FROM "Wake" WHERE "agentId" = $1`,
        [agent.id],
      )
      expect(wake?.payload.slots?.length).toBe('slots' in more ? more.slots : undefined)
      const [fired] = await listScheduleSlots(company.board, { agentId: agent.id })
      expect(Date.parse(fired!.slotAt)).toBe(Date.parse(agent.nextWakeAt!) + 179 * 60_000)
    },
  )

  it('pain 18: a schedule that is told to skip sends nothing that is stale', async () => {
    const company = await foundCompany()
    const agent = await company.hire({ schedule: { cron: '0 8 * * *', catchUp: 'skip' } })
    await claimAt(past(agent.nextWakeAt, 3 * HOUR_MS))
    expect(await wakesOf(company, agent.id)).toEqual([])
    expect(await ledgerOf(company, agent.id)).toEqual(['1 missed not_caught_up'])
  })
})

it('has one wake that waits, however many slots come, and one row for all of those', async () => {
  const company = await foundCompany()
  const agent = await company.hire({ schedule: { intervalSeconds: 60 } })
  for (let minute = 0; minute < 10; minute++) await claimAt(past(agent.nextWakeAt, minute * 60_000))
  const [wake, ...more] = await wakesOf(company, agent.id)
  expect([wake, more]).toMatchObject([{ state: 'pending', slotAt: agent.nextWakeAt }, []])
  expect(await ledgerOf(company, agent.id)).toEqual(['1 fired', '9 coalesced wake_waits'])
  expect((await listScheduleSlots(company.board, { agentId: agent.id }))[0]).toMatchObject({ wakeId: wake!.id })
})

it('keeps the slots of a company that is paused, in one row, and goes on after it', async () => {
  const company = await foundCompany()
  const agent = await company.hire({ schedule: { intervalSeconds: 60 } })
  await pauseCompany(company.board, {})
  for (let minute = 0; minute < 5; minute++) await claimAt(past(agent.nextWakeAt, minute * 60_000))
  await resumeCompany(company.board, {})
  await claimAt(past(agent.nextWakeAt, 5 * 60_000))
  expect(await ledgerOf(company, agent.id)).toEqual(['5 skipped company_inactive', '1 fired'])
})

it('catches up with more slots than one transaction takes, and loses none', async () => {
  const company = await foundCompany()
  const agent = await company.hire({ schedule: { intervalSeconds: 60 } })
  await claimAt(past(agent.nextWakeAt, 2500 * 60_000))
  const rows = await listScheduleSlots(company.board, { agentId: agent.id })
  expect(rows.reduce((sum, row) => sum + row.slots, 0)).toBe(2501)
  expect(rows.filter((row) => row.outcome === 'fired')).toHaveLength(1)
})

it('pain 17: says which schedules are due and do not fire, until they do', async () => {
  const company = await foundCompany()
  const [stuck, frozen, paused, soon] = await Promise.all(
    Array.from({ length: 4 }, () => company.hire({ schedule: { intervalSeconds: 3600 } })),
  )
  const set = (agentId: string, at: string | null) =>
    asDatabaseOwner(`UPDATE "Schedule" SET "nextWakeAt" = $2 WHERE "agentId" = $1`, [agentId, at])
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
  await set(stuck!.id, minutesAgo(6))
  await set(frozen!.id, null)
  await set(paused!.id, minutesAgo(60))
  await set(soon!.id, minutesAgo(1))
  await pauseAgent(company.board, { agentId: paused!.id })
  const listed = async () => (await listOverdueSchedules(company.board, {})).map((each) => each.agentId)
  expect(await listed()).toEqual([frozen!.id, stuck!.id])
  expect((await agentStatus(company.board, { agentId: stuck!.id })).reason).toContain('has not fired')
  await claimDueSchedules()
  expect(await listed()).toEqual([frozen!.id])
  const [tick] = await asDatabaseOwner<{ at: Date }>(`SELECT at FROM "ClockTick" WHERE name = 'schedules'`)
  expect(Date.now() - tick!.at.getTime()).toBeLessThan(60_000)
})

it('pain 19: one whose times cannot be read any more keeps no other from firing, and is shown', async () => {
  const company = await foundCompany()
  const [agent, broken, elsewhere] = await Promise.all(
    Array.from({ length: 3 }, () => company.hire({ schedule: { cron: '30 3 * * *' } })),
  )
  // as after a restore, or from a server that knows other zones
  await asDatabaseOwner(`UPDATE "Schedule" SET cron = 'at dawn' WHERE "agentId" = $1`, [broken!.id])
  await asDatabaseOwner(`UPDATE "Schedule" SET "timeZone" = 'Mars/Olympus' WHERE "agentId" = $1`, [elsewhere!.id])
  await claimAt(past(agent!.nextWakeAt, 1000))
  expect(await ledgerOf(company, agent!.id)).toEqual(['1 fired'])
  for (const { id } of [broken!, elsewhere!]) {
    expect(await ledgerOf(company, id)).toEqual(['1 missed unreadable_times'])
    expect(await wakesOf(company, id)).toEqual([])
  }
  const shown = (await listOverdueSchedules(company.board, {})).map((each) => each.agentId)
  expect(shown.sort()).toEqual([broken!.id, elsewhere!.id].sort())
  expect(await claimAt(past(agent!.nextWakeAt, 2000))).toBe(0)
})

it('lists the ledger a page at a time', async () => {
  const company = await foundCompany()
  const agent = await company.hire({ schedule: { intervalSeconds: 3600 } })
  for (let hour = 0; hour < 5; hour++) {
    await claimAt(past(agent.nextWakeAt, hour * HOUR_MS))
    await asDatabaseOwner(`UPDATE "Wake" SET state = 'consumed' WHERE "agentId" = $1`, [agent.id])
  }
  const all = await listScheduleSlots(company.board, { agentId: agent.id })
  const page = await listScheduleSlots(company.board, { agentId: agent.id, limit: 2 })
  const rest = await listScheduleSlots(company.board, { agentId: agent.id, before: page[1]!.id })
  expect(all).toHaveLength(5)
  expect([...page, ...rest]).toEqual(all)
})
