import { afterAll, expect, it } from 'vitest'
import { pauseAgent } from '@/features/org'
import { addTrigger, createRoutine, updateRoutine } from '@/features/routines'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { comingWakes } from '..'

afterAll(closePools)

const HOURLY = { schedule: { intervalSeconds: 3600 } }

it('has the coming wakes of agents and routines by day, and says who is paused', async () => {
  const company = await foundCompany({ timeZone: 'UTC' })
  const ada = await company.hire(HOURLY)
  const bob = await company.hire()
  const routine = await createRoutine(company.board, { title: 'Report', assigneeId: bob.id })
  await addTrigger(company.board, { routineId: routine.id, kind: 'schedule', cron: '0 9 * * *' })
  const { zone, days, rows } = await comingWakes(company.board, {})
  expect(zone).toBe('UTC')
  expect(days).toHaveLength(7)
  expect(rows).toMatchObject([
    { kind: 'schedule', id: ada.id, agentName: ada.name, pausedBy: null, countedUntil: null },
    { kind: 'routine', agentId: bob.id, routineId: routine.id, routineTitle: 'Report', pausedBy: null },
  ])
  for (const row of rows) expect(days).toEqual(expect.arrayContaining(row.days.map(({ day }) => day)))
  expect(rows[0]?.days.slice(1, 6).map(({ wakes }) => wakes)).toEqual([24, 24, 24, 24, 24])
  expect(rows[1]?.days.slice(1).map(({ times }) => times.length)).toEqual(rows[1]?.days.slice(1).map(() => 1))

  await pauseAgent(company.board, { agentId: ada.id })
  await updateRoutine(company.board, { routineId: routine.id, status: 'paused' })
  expect((await comingWakes(company.board, {})).rows.map(({ pausedBy }) => pausedBy)).toEqual(['agent', 'routine'])
})

it('is paged, of one agent where one is named, and never of another company', async () => {
  const company = await foundCompany()
  const ids = [(await company.hire(HOURLY)).id, (await company.hire(HOURLY)).id, (await company.hire(HOURLY)).id]
  const first = await comingWakes(company.board, { limit: 2 })
  const rest = await comingWakes(company.board, { limit: 2, after: first.rows[1]?.id })
  expect([...first.rows, ...rest.rows].map(({ id }) => id)).toEqual(ids)
  expect((await comingWakes(company.board, { agentId: ids[1] })).rows).toMatchObject([{ agentId: ids[1] }])
  expect((await comingWakes((await foundCompany()).board, {})).rows).toEqual([])
})
