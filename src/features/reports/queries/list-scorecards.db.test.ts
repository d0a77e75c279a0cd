import { afterAll, describe, expect, it } from 'vitest'
import { reportCost } from '@/features/budgets'
import { createGoal, listGoals } from '@/features/goals'
import { createTask, updateTask } from '@/features/tasks'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { listScorecards } from '..'

const START = Date.parse('2026-06-01T00:00:00Z')
const HOUR_MS = 3_600_000
let at = START
const restore = setClock(() => new Date(at))
afterAll(async () => {
  restore()
  await closePools()
})
const PERIOD = { from: new Date(START).toISOString(), to: new Date(START + 100 * HOUR_MS).toISOString() }

/** Ada has three tasks done, one of which came back twice; Bob has one, which was reopened and is not done again. */
async function worked() {
  at = START
  const company = await foundCompany({ timeZone: 'UTC' })
  const [ada, bob] = [await company.hire({ name: 'Ada' }), await company.hire({ name: 'Bob' })]
  const mission = (await listGoals(company.board, {}))[0]!
  const site = await createGoal(company.board, { title: 'Site', parentId: mission.id })
  const give = (assigneeId: string, goalId = mission.id) =>
    createTask(company.board, { title: 'Write it', assigneeId, goalId, state: 'todo' })
  const tasks = [await give(ada.id), await give(ada.id, site.id), await give(ada.id, site.id)]
  const reopened = await give(bob.id)
  const spend = (agentId: string, taskId: string | null, costMicros: number) =>
    reportCost(company.board, { agentId, taskId, model: 'gpt-5', costMicros })
  for (const [index, task] of tasks.entries()) await spend(ada.id, task.id, (index + 1) * 100)
  await spend(ada.id, null, 1000)
  const move = (taskId: string, state: 'in_review' | 'in_progress' | 'done') =>
    updateTask(company.board, { taskId, state })

  at = START + HOUR_MS
  await move(tasks[0]!.id, 'done')
  await move(reopened.id, 'done')
  for (const state of ['in_review', 'in_progress', 'in_review', 'in_progress'] as const) await move(tasks[1]!.id, state)
  at = START + 3 * HOUR_MS
  await move(tasks[1]!.id, 'done')
  await updateTask(company.board, { taskId: reopened.id, state: 'todo', reopen: true })
  at = START + 9 * HOUR_MS
  await move(tasks[2]!.id, 'done')
  return { company, ada, bob, mission, site }
}

describe('scorecards', () => {
  it('of agents: what an accepted task cost, what came back, how long it took', async () => {
    const { company, ada, bob } = await worked()
    const { rows } = await listScorecards(company.board, PERIOD)
    expect(rows).toEqual([
      {
        ...{ id: ada.id, name: 'Ada', acceptedTasks: 3, costPerTaskMicros: 200, spentMicros: 1600 },
        ...{ reworkedTasks: 1, reworks: 2, firstPassPercent: 67, leadSeconds: 3 * 3600, slowLeadSeconds: 7.8 * 3600 },
      },
      {
        ...{ id: bob.id, name: 'Bob', acceptedTasks: 0, costPerTaskMicros: null, spentMicros: 0 },
        ...{ reworkedTasks: 1, reworks: 1, firstPassPercent: null, leadSeconds: null, slowLeadSeconds: null },
      },
    ])
  })

  it('of goals: with all below them', async () => {
    const { company, mission, site } = await worked()
    const { rows } = await listScorecards(company.board, { by: 'goal', ...PERIOD })
    expect(rows).toMatchObject([
      { id: mission.id, acceptedTasks: 3, costPerTaskMicros: 200, reworkedTasks: 2, reworks: 3, firstPassPercent: 67 },
      { id: site.id, acceptedTasks: 2, costPerTaskMicros: 250, reworkedTasks: 1, reworks: 2, firstPassPercent: 50 },
    ])
  })

  it('page by page, each once, and of the period only', async () => {
    const { company, ada, bob } = await worked()
    const first = await listScorecards(company.board, { ...PERIOD, limit: 1 })
    const second = await listScorecards(company.board, { ...PERIOD, limit: 1, after: first.rows[0]!.id })
    const third = await listScorecards(company.board, { ...PERIOD, limit: 1, after: second.rows[0]!.id })
    expect([first, second, third].map(({ rows }) => rows.map((row) => row.id))).toEqual([[ada.id], [bob.id], []])
    const later = { from: PERIOD.to, to: new Date(START + 200 * HOUR_MS).toISOString() }
    expect((await listScorecards(company.board, later)).rows).toEqual([])
  })

  it('refuses a period that ends before it begins, or is longer than a year', async () => {
    const { company } = await worked()
    for (const period of [
      { from: PERIOD.to, to: PERIOD.from },
      { from: '2020-01-01T00:00:00Z', to: PERIOD.to },
    ]) {
      await expect(listScorecards(company.board, period)).rejects.toMatchObject({ code: 'invalid_input' })
    }
  })
})
