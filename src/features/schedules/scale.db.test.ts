import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setClock } from '@/platform/clock'
import { acrossCompanies, closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { countVisits, type Visited, visitedRows } from '@/testing/visited-rows'
import { claimDueSchedules, listOverdueSchedules, listScheduleSlots } from '.'
import { DUE } from './commands/claim-due-schedules'

const AGENTS = 10_000
const DUE_NOW = 7

let company: TestCompany
let dueAgent: string

beforeAll(async () => {
  company = await foundCompany()
  const fill = (text: string, ...values: unknown[]) => asDatabaseOwner(text, [company.id, ...values])
  await fill(
    `INSERT INTO "Agent" (id, "companyId", name, "managerId", runtime)
     SELECT gen_random_uuid(), $1, 'Agent ' || i, $2, 'bash' FROM generate_series(2, ${AGENTS}) i`,
    (await company.hire()).id,
  )
  // each with its own time of day, and seven of them a second ago
  await fill(
    `INSERT INTO "Schedule" ("companyId", "agentId", cron, "isEnabled", "nextWakeAt")
     SELECT $1, id, (n % 60) || ' ' || (n / 60 % 24) || ' * * *', true,
       CASE WHEN n <= ${DUE_NOW} THEN now() - interval '1 second' ELSE now() + make_interval(mins => n::int) END
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM "Agent" WHERE "companyId" = $1) a`,
  )
  await fill(
    `INSERT INTO "ScheduleSlot" (id, "companyId", "agentId", "slotAt", "untilAt", outcome, reason)
     SELECT gen_random_uuid(), $1, "agentId", now() - make_interval(hours => h), now() - make_interval(hours => h), 'missed', 'too_late'
     FROM "Schedule", generate_series(1, 5) h WHERE "companyId" = $1`,
  )
  await asDatabaseOwner('ANALYZE')
  const [due] = await fill(`SELECT "agentId" FROM "Schedule" WHERE "companyId" = $1 AND "nextWakeAt" < now() LIMIT 1`)
  dueAgent = due!.agentId
})
afterAll(closePools)

const total = (visited: Visited) => Object.values(visited).reduce((sum, each) => sum + each, 0)

describe('with 10,000 schedules, each of its own', () => {
  it('finding what is due reads what is due', async () => {
    const visited: Visited = {}
    await acrossCompanies((sql) => countVisits(sql, DUE, [new Date()], visited))
    expect(visited.Schedule).toBeGreaterThanOrEqual(DUE_NOW)
    expect(total(visited), JSON.stringify(visited)).toBeLessThan(DUE_NOW * 10)
  })

  it('the lists of one agent, and of what stands still, read what they answer', async () => {
    const slots = await visitedRows(company.board, (view) => listScheduleSlots.within(view, { agentId: dueAgent }))
    expect(slots.answer).toHaveLength(5)
    expect(total(slots.visited), JSON.stringify(slots.visited)).toBeLessThan(20)
    const overdue = await visitedRows(company.board, (view) => listOverdueSchedules.within(view, {}))
    expect(total(overdue.visited), JSON.stringify(overdue.visited)).toBeLessThan(40)
  })

  it('claims what is due, once, and then all in one tick when all are', async () => {
    expect(await claimDueSchedules()).toBe(DUE_NOW)
    expect(await claimDueSchedules()).toBe(0)
    await asDatabaseOwner(`UPDATE "Schedule" SET "nextWakeAt" = now() WHERE "companyId" = $1`, [company.id])
    const at = new Date(Date.now() + 60_000)
    const restore = setClock(() => at)
    const counts = await Promise.all([claimDueSchedules(), claimDueSchedules()])
    restore()
    expect(counts[0]! + counts[1]!).toBe(AGENTS)
    const [made] = await asDatabaseOwner<{ fired: number; wakes: number }>(
      `SELECT (SELECT count(*)::int FROM "Wake" WHERE "companyId" = $1) AS wakes,
         (SELECT count(*)::int FROM "ScheduleSlot" WHERE "companyId" = $1 AND outcome = 'fired') AS fired`,
      [company.id],
    )
    // the seven have a wake that waits
    expect(made).toEqual({ fired: AGENTS, wakes: AGENTS })
  })
})
