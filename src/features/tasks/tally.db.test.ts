import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGoal } from '@/features/goals'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { createTask } from './commands/create-task'
import { updateTask } from './commands/update-task'
import { compactTaskTally } from './tally'

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
})
afterAll(closePools)

/** Counts that differ between the tasks and their tally, in one statement: must always be empty. */
function differences() {
  return asDatabaseOwner(
    `SELECT "goalId", "projectId", state, sum(n) FROM (
       SELECT "goalId", "projectId", state, count(*) AS n FROM "Task" WHERE "companyId" = $1 GROUP BY 1, 2, 3
       UNION ALL
       SELECT "goalId", "projectId", state, -sum(delta) FROM "TaskTally" WHERE "companyId" = $1 GROUP BY 1, 2, 3
     ) both_sides GROUP BY 1, 2, 3 HAVING sum(n) <> 0`,
    [company.id],
  )
}

const rows = async () =>
  (
    await asDatabaseOwner<{ n: number }>(`SELECT count(*)::int AS n FROM "TaskTally" WHERE "companyId" = $1`, [
      company.id,
    ])
  )[0]!.n

describe('the tally of tasks', () => {
  it('is exact at every moment, with writers and two that add it up at once', async () => {
    const goals = [await createGoal(company.board, { title: 'One' }), await createGoal(company.board, { title: 'Two' })]
    let isOver = false
    let replaced = 0
    const compactor = async () => {
      while (!isOver) replaced += await compactTaskTally(company.id)
    }
    const watcher = async () => {
      while (!isOver) expect(await differences()).toEqual([])
    }
    const writer = async (n: number) => {
      for (let i = 0; i < 25; i++) {
        const task = await createTask(company.board, {
          title: `Task ${n} ${i}`,
          goalId: goals[i % 2]!.id,
          state: 'todo',
        })
        await updateTask(company.board, { taskId: task.id, goalId: goals[(i + n) % 2]!.id, state: 'in_review' })
        await updateTask(company.board, { taskId: task.id, state: i % 3 ? 'done' : 'cancelled' })
      }
    }
    const others = [compactor(), compactor(), watcher()]
    await Promise.all([0, 1, 2, 3].map(writer)).finally(() => {
      isOver = true
    })
    await Promise.all(others)
    expect(await differences()).toEqual([])
    expect(replaced).toBeGreaterThan(100)
    while (await compactTaskTally(company.id));
    expect(await rows()).toBeLessThanOrEqual(4 * 32)
  })

  it('counts nothing twice when several add up the same rows', async () => {
    for (let round = 0; round < 20; round++) {
      await asDatabaseOwner(
        `INSERT INTO "Task" (id, "companyId", number, identifier, title, "goalId", "createdByKind", "createdById", "accountableKind", "accountableId")
         SELECT gen_random_uuid(), $1, $2 + i, 'ROUND-' || $2 + i, 'Task', (SELECT id FROM "Goal" WHERE "companyId" = $1 AND "parentId" IS NULL),
           'system', $1, 'system', $1 FROM generate_series(1, 500) i`,
        [company.id, 10_000 + 500 * round],
      )
      await Promise.all(Array.from({ length: 4 }, () => compactTaskTally(company.id)))
      expect(await differences()).toEqual([])
    }
  })

  it('goes down again when tasks are deleted', async () => {
    await asDatabaseOwner(`DELETE FROM "Lease" WHERE "companyId" = $1`, [company.id])
    await asDatabaseOwner(`DELETE FROM "Task" WHERE "companyId" = $1`, [company.id])
    expect(await differences()).toEqual([])
    await compactTaskTally(company.id)
    expect(await rows()).toBe(0)
  })
})
