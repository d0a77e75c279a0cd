import { afterAll, expect, it } from 'vitest'
import { reportCost } from '@/features/budgets'
import { updateCompany } from '@/features/companies'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { estimateSchedule } from '..'

afterAll(closePools)

const HOURLY = { intervalSeconds: 3600 }

/** Runs of a minute each that are over, with these costs in micro-dollars. */
async function ran(companyId: string, agentId: string, cause: string, costs: number[]): Promise<void> {
  await asDatabaseOwner(
    `INSERT INTO "Run" (id, "companyId", "agentId", cause, runtime, state, "costMicros", "startedAt", "finishedAt")
     SELECT gen_random_uuid(), $1, $2, $3, 'bash', 'succeeded', cost, now() - interval '1 minute', now() FROM unnest($4::bigint[]) cost`,
    [companyId, agentId, cause, costs],
  )
}

it('goes from what is typical to what the schedule itself has cost, idle wakes at nothing', async () => {
  const company = await foundCompany({ timeZone: 'UTC' })
  const [ada, bob] = [await company.hire(), await company.hire()]
  const estimate = () => estimateSchedule(company.board, { agentId: ada.id, ...HOURLY })

  expect(await estimate()).toMatchObject({ basedOn: 'nothing', costMicros: null })
  await ran(company.id, bob.id, 'manual', [100, 200, 300])
  expect(await estimate()).toMatchObject({ basedOn: 'company_runs', pastRuns: 3, sparedPercent: null })
  await ran(company.id, ada.id, 'assignment', [1000, 2000, 3000])
  expect(await estimate()).toMatchObject({ basedOn: 'own_runs', costMicros: { likely: 1_460_970 } })
  await ran(company.id, ada.id, 'schedule', [10, 20, 30])
  await asDatabaseOwner(
    `INSERT INTO "Wake" (id, "companyId", "agentId", cause, state, reason)
     SELECT gen_random_uuid(), $1, $2, 'schedule', 'skipped', 'nothing_to_do' FROM generate_series(1, 9)`,
    [company.id, ada.id],
  )
  expect(await estimate()).toMatchObject({
    ...{ slotsAMonth: 730, runsAMonth: 183, basedOn: 'scheduled_runs', pastRuns: 3, sparedPercent: 75 },
    costMicros: { low: 2739, likely: 3652, high: 4566 },
  })
})

it('counts only the office hours, and takes a schedule for who is not hired yet', async () => {
  const company = await foundCompany({ timeZone: 'Europe/Lisbon' })
  const hours = { days: [1, 2, 3, 4, 5], from: '09:00', until: '17:00' }
  const { slotsAMonth } = await estimateSchedule(company.board, { cron: '0 * * * *', officeHours: hours })
  expect(Math.abs(slotsAMonth - 174)).toBeLessThan(6)
})

it('is in what budgets count: the list price of a subscription, where they count that', async () => {
  const company = await foundCompany({ timeZone: 'UTC' })
  const { id: agentId } = await company.hire()
  await ran(company.id, agentId, 'schedule', [0, 0, 0])
  const runs = await asDatabaseOwner<{ id: string }>(`SELECT id FROM "Run" WHERE "agentId" = $1`, [agentId])
  const cost = { agentId, model: 'x', billing: 'subscription' as const, costMicros: 4_000 }
  for (const { id: runId } of runs) await reportCost(company.board, { ...cost, runId })
  const estimate = () => estimateSchedule(company.board, { agentId, ...HOURLY })
  expect(await estimate()).toMatchObject({ costMicros: { likely: 0 } })
  await updateCompany(company.board, { budgetsCount: 'list' })
  expect(await estimate()).toMatchObject({ costMicros: { likely: 2_921_940 } })
})

it('says what is wrong with a schedule, and knows no agent of others', async () => {
  const company = await foundCompany()
  const wrong = estimateSchedule(company.board, { cron: '61 * * * *' })
  await expect(wrong).rejects.toMatchObject({ code: 'invalid_input', facts: { field: 'cron' } })
  const unknown = estimateSchedule(company.board, { ...HOURLY, agentId: newId() })
  await expect(unknown).rejects.toMatchObject({ code: 'not_found' })
})
