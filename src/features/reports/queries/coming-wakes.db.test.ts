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
  expect(rows).toHaveLength(2)
  const [own, fired] = [rows.find((row) => row.kind === 'schedule'), rows.find((row) => row.kind === 'routine')]
  expect(own).toMatchObject({ id: ada.id, agentName: ada.name, pausedBy: null, countedUntil: null })
  expect(fired).toMatchObject({ agentId: bob.id, routineId: routine.id, routineTitle: 'Report', pausedBy: null })
  for (const row of rows) expect(days).toEqual(expect.arrayContaining(row.days.map(({ day }) => day)))
  expect(own?.days.slice(1, 6).map(({ wakes }) => wakes)).toEqual([24, 24, 24, 24, 24])
  expect(new Set(fired?.days.map(({ times }) => times.length))).toEqual(new Set([1]))

  await pauseAgent(company.board, { agentId: ada.id })
  await updateRoutine(company.board, { routineId: routine.id, status: 'paused' })
  const later = (await comingWakes(company.board, {})).rows
  expect(new Set(later.map(({ kind, pausedBy }) => `${kind} ${pausedBy}`))).toEqual(
    new Set(['schedule agent', 'routine routine']),
  )
})

it('is paged, of one agent where one is named, and never of another company', async () => {
  const company = await foundCompany()
  const ids = [(await company.hire(HOURLY)).id, (await company.hire(HOURLY)).id, (await company.hire(HOURLY)).id]
  const first = await comingWakes(company.board, { limit: 2 })
  const rest = await comingWakes(company.board, { limit: 2, after: first.rows[1]?.id })
  expect([...first.rows, ...rest.rows].map(({ id }) => id)).toEqual([...ids].sort())
  expect((await comingWakes(company.board, { agentId: ids[1] })).rows).toMatchObject([{ agentId: ids[1] }])
  expect((await comingWakes((await foundCompany()).board, {})).rows).toEqual([])
})
