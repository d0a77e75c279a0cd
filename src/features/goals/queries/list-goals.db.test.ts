import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportCost } from '@/features/budgets'
import { createTask, updateTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { foundCompany, type TestCompany } from '@/testing/company'
import { createGoal } from '../commands/create-goal'
import { compactCostTally } from '../tally'
import { getGoal } from './get-goal'
import { listGoals } from './list-goals'

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
})
afterAll(closePools)

describe('listGoals', () => {
  it('rolls tasks and cost up the tree, and cancelled tasks do not count', async () => {
    const { board, hire } = company
    const ada = await hire()
    const top = await createGoal(board, { title: 'Top' })
    const mid = await createGoal(board, { title: 'Mid', parentId: top.id })
    const leaf = await createGoal(board, { title: 'Leaf', parentId: mid.id })
    const work = await createTask(board, { title: 'Work', goalId: leaf.id })
    await createTask(board, { title: 'Done', goalId: mid.id, state: 'done' })
    await createTask(board, { title: 'Off', goalId: leaf.id, state: 'cancelled' })
    await reportCost(board, { agentId: ada.id, taskId: work.id, model: 'x', costMicros: 700 })
    const seen = async () => {
      const { tasksDone, tasksTotal, costMicros } = await getGoal(board, { goalId: top.id })
      return [tasksDone, tasksTotal, costMicros]
    }
    expect(await seen()).toEqual([1, 2, 700])
    await updateTask(board, { taskId: work.id, state: 'done' })
    for (let n = 0; n < 40; n++) {
      await reportCost(board, { agentId: ada.id, taskId: work.id, model: 'x', costMicros: 10 })
    }
    expect(await seen()).toEqual([2, 2, 1100])
    expect(await compactCostTally(company.id)).toBe(41)
    expect(await compactCostTally(company.id)).toBe(0)
    expect(await seen()).toEqual([2, 2, 1100])
    const rows = await listGoals(board, {})
    expect(rows.map((row) => [row.title, row.tasksDone, row.costMicros, row.ownCostMicros]).slice(1)).toEqual([
      ['Top', 2, 1100, 0],
      ['Mid', 2, 1100, 0],
      ['Leaf', 1, 1100, 1100],
    ])
  })

  it('filters and pages', async () => {
    const { board, hire } = await foundCompany()
    const ada = await hire()
    const one = await createGoal(board, { title: 'One', ownerAgentId: ada.id })
    const two = await createGoal(board, { title: 'Two', parentId: one.id, status: 'planned' })
    const three = await createGoal(board, { title: 'Three', parentId: one.id })
    // an agent at the root answers for the mission
    const [mission] = await listGoals(board, {})
    const titles = async (filter: Parameters<typeof listGoals>[1]) =>
      (await listGoals(board, filter)).map((goal) => goal.title)
    expect(await titles({ parentId: one.id })).toEqual(['Two', 'Three'])
    expect(await titles({ ownerAgentId: ada.id })).toEqual([mission?.title, 'One'])
    expect(await titles({ status: 'planned' })).toEqual(['Two'])
    expect(await titles({ after: one.id, limit: 1 })).toEqual(['Two'])
    expect(await titles({ after: two.id })).toEqual(['Three'])
    expect(await titles({ after: three.id })).toEqual([])
  })
})
