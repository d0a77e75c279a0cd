import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTask, updateTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { getGoal } from '../queries/get-goal'
import { createGoal } from './create-goal'
import { createProject } from './create-project'
import { deleteGoal } from './delete-goal'

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
})
afterAll(closePools)

const goal = () => createGoal(company.board, { title: 'Goal' })

describe('deleteGoal', () => {
  it('deletes a goal that nothing hangs on', async () => {
    const { id } = await goal()
    const task = await createTask(company.board, { title: 'Moves away', goalId: id })
    const other = await goal()
    await updateTask(company.board, { taskId: task.id, goalId: other.id })
    await deleteGoal(company.board, { goalId: id })
    await expect(getGoal(company.board, { goalId: id })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('keeps a goal with goals, tasks or projects, and says which', async () => {
    const hung = await goal()
    await createGoal(company.board, { title: 'Child', parentId: hung.id })
    await createTask(company.board, { title: 'Task', goalId: hung.id })
    await createProject(company.board, { name: 'Project', goalId: hung.id })
    await expect(deleteGoal(company.board, { goalId: hung.id })).rejects.toMatchObject({
      code: 'broken_rule',
      facts: { has: ['goals', 'tasks', 'projects'] },
    })
  })

  it('never deletes the mission', async () => {
    const [root] = await asDatabaseOwner<{ id: string }>(
      `SELECT id FROM "Goal" WHERE "companyId" = $1 AND "parentId" IS NULL`,
      [company.id],
    )
    await expect(deleteGoal(company.board, { goalId: root!.id })).rejects.toMatchObject({ code: 'broken_rule' })
  })

  it('either deletes it or takes what comes at the same time, never both', async () => {
    for (let round = 0; round < 12; round++) {
      const { id } = await goal()
      const outcomes = await Promise.allSettled([
        deleteGoal(company.board, { goalId: id }),
        createTask(company.board, { title: 'At once', goalId: id }),
        createGoal(company.board, { title: 'At once', parentId: id }),
        createProject(company.board, { name: `At once ${round}`, goalId: id }),
      ])
      const codes = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
      expect(['not_found', 'broken_rule']).toEqual(expect.arrayContaining([...new Set(codes)]))
      if (outcomes[0]?.status === 'fulfilled') expect(codes).toEqual(['not_found', 'not_found', 'not_found'])
      else expect(outcomes.some((each) => each.status === 'fulfilled')).toBe(true)
    }
  })
})
