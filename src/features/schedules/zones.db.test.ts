import { afterAll, describe, expect, it } from 'vitest'
import { checkLedger, getBudget, reportCost } from '@/features/budgets'
import { updateCompany } from '@/features/companies'
import { getAgent } from '@/features/org'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { claimDueSchedules, listScheduleSlots } from '.'

afterAll(closePools)

const MINUTE_MS = 60_000

async function at<T>(time: string | Date, act: () => Promise<T>): Promise<T> {
  const restore = setClock(() => new Date(time))
  try {
    return await act()
  } finally {
    restore()
  }
}

async function wakeUpAt({ board }: TestCompany, agentId: string): Promise<string | null> {
  const next = (await getAgent(board, { agentId })).schedule?.nextWakeAt
  return next ? new Date(next).toISOString() : null
}

describe('a cron of several times of day, in the night that changes the clock', () => {
  /** Ticks every five minutes from midnight to five o'clock UTC; each wake is answered before the next tick. */
  async function nightOf(date: string, timeZone: string, cron: string): Promise<string[]> {
    const company = await foundCompany()
    const midnight = new Date(`${date}T00:00:00Z`)
    const agent = await at(new Date(midnight.getTime() - MINUTE_MS), () =>
      company.hire({ schedule: { cron, timeZone } }),
    )
    for (let minute = 0; minute <= 300; minute += 5) {
      await at(new Date(midnight.getTime() + minute * MINUTE_MS), claimDueSchedules)
      await asDatabaseOwner(`UPDATE "Wake" SET state = 'consumed' WHERE "agentId" = $1`, [agent.id])
    }
    const rows = (await listScheduleSlots(company.board, { agentId: agent.id })).reverse()
    expect(rows.filter((row) => row.outcome !== 'fired' || row.slots !== 1)).toEqual([])
    return rows.map((row) => row.slotAt.slice(11, 16))
  }

  it.each([
    // Berlin, 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC
    ['2026-03-29', 'Europe/Berlin', '15,45 2 * * *', []],
    ['2026-03-29', 'Europe/Berlin', '0,30 1-3 * * *', ['00:00', '00:30', '01:00', '01:30']],
    ['2026-03-29', 'Europe/Berlin', '*/20 1-3 * * *', ['00:00', '00:20', '00:40', '01:00', '01:20', '01:40']],
    // Berlin, 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC
    ['2026-10-25', 'Europe/Berlin', '15,45 2 * * *', ['00:15', '00:45', '01:15', '01:45']],
    ['2026-10-25', 'Europe/Berlin', '0,30 2-3 * * *', ['00:00', '00:30', '01:00', '01:30', '02:00', '02:30']],
    // New York is far from its own night by then; Lisbon repeats the hour of 01:00, from 00:00 to 02:00 UTC
    ['2026-10-25', 'America/New_York', '0,30 20,21 * * *', ['00:00', '00:30', '01:00', '01:30']],
    ['2026-10-25', 'Europe/Lisbon', '10 1,2 * * *', ['00:10', '01:10', '02:10']],
  ])('%s in %s: %s fires at %j UTC, each once', async (date, zone, cron, slots) => {
    expect(await nightOf(date, zone, cron)).toEqual(slots)
  })
})

describe("a change of the company's zone", () => {
  const MONDAY = '2026-06-01T07:30:00Z'

  it('moves the next slot of what goes by it, and of nothing else', async () => {
    const company = await foundCompany({ timeZone: 'Europe/Lisbon' })
    const nine = { cron: '0 9 * * *' }
    const [own, following, interval, off] = await at(MONDAY, () =>
      Promise.all([
        company.hire({ schedule: { ...nine, timeZone: 'Europe/Lisbon' } }),
        company.hire({ schedule: nine }),
        company.hire({ schedule: { intervalSeconds: 3600 } }),
        company.hire({ schedule: { ...nine, isEnabled: false } }),
      ]),
    )
    const nexts = () => Promise.all([own, following, interval, off].map((agent) => wakeUpAt(company, agent.id)))
    const [kept, , beat] = await nexts()
    expect(await nexts()).toEqual(['2026-06-01T08:00:00.000Z', '2026-06-01T08:00:00.000Z', beat, null])
    await at(MONDAY, () => updateCompany(company.board, { timeZone: 'America/New_York' }))
    expect(await nexts()).toEqual([kept, '2026-06-01T13:00:00.000Z', beat, null])
    await at(MONDAY, () => updateCompany(company.board, { timeZone: 'Asia/Tokyo' }))
    expect(await nexts()).toEqual([kept, '2026-06-02T00:00:00.000Z', beat, null])
    await at(MONDAY, () => updateCompany(company.board, { name: 'Another name' }))
    expect(await nexts()).toEqual([kept, '2026-06-02T00:00:00.000Z', beat, null])
  })

  it.each([1, 2, 3])(
    'lets what was due fire once, and goes on by the new zone, whatever tick comes at the same time (%i)',
    async () => {
      const company = await foundCompany({ timeZone: 'Europe/Lisbon' })
      const agents = await at(MONDAY, () =>
        Promise.all(Array.from({ length: 8 }, () => company.hire({ schedule: { cron: '0 9 * * *' } }))),
      )
      const restore = setClock(() => new Date('2026-06-01T08:00:30Z'))
      await Promise.all([
        claimDueSchedules(),
        updateCompany(company.board, { timeZone: 'America/New_York' }),
        claimDueSchedules(),
      ])
      await claimDueSchedules()
      restore()
      const next = new Set(await Promise.all(agents.map((agent) => wakeUpAt(company, agent.id))))
      expect(next).toEqual(new Set(['2026-06-01T13:00:00.000Z']))
      for (const agent of agents) {
        const slots = await listScheduleSlots(company.board, { agentId: agent.id })
        expect(slots.map(({ slotAt, outcome }) => [slotAt, outcome])).toEqual([['2026-06-01T08:00:00.000Z', 'fired']])
      }
    },
  )

  it('counts what is spent for the month of the new zone, and every counter stays the sum of its entries', async () => {
    const company = await foundCompany({ timeZone: 'Asia/Tokyo' })
    const agent = await company.hire()
    const spend = (time: string, costMicros: number) =>
      at(time, () =>
        reportCost(company.board, {
          ...{ agentId: agent.id, provider: 'acme', model: 'm', costMicros, tokensIn: 0, tokensOut: 0 },
        }),
      )
    const view = async (time: string) => {
      const budget = await at(time, () => getBudget(company.board, { scopeKind: 'agent', scopeId: agent.id }))
      return [budget.periodStart, budget.spent]
    }
    // 1 July in Tokyo, 30 June in UTC
    const night = '2026-06-30T20:00:00Z'
    await spend('2026-06-30T10:00:00Z', 100)
    await spend(night, 7)
    expect(await view(night)).toEqual(['2026-07-01', 7])
    await at(night, () => updateCompany(company.board, { timeZone: 'UTC' }))
    expect(await view(night)).toEqual(['2026-06-01', 100])
    await spend(night, 20)
    expect(await view(night)).toEqual(['2026-06-01', 120])
    expect(await view('2026-07-01T00:00:00Z')).toEqual(['2026-07-01', 7])
    expect(await checkLedger(company.board, {})).toEqual([])
  })
})
