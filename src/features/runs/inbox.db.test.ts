import { afterAll, expect, it } from 'vitest'
import { pauseAgent } from '@/features/org'
import { createTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { admitWake, requestWake } from '.'

afterAll(closePools)

/** So many wakes of one cause, older than what comes now. */
async function fill(company: TestCompany, agentId: string, cause: string, count: number): Promise<void> {
  await asDatabaseOwner(
    `INSERT INTO "Wake" (id, "companyId", "agentId", cause, state, payload, "dueAt", "createdAt")
     SELECT gen_random_uuid(), $1, $2, $3, 'pending', '{}', now() - interval '1 hour', now() - interval '1 hour' FROM generate_series(1, $4)`,
    [company.id, agentId, cause, count],
  )
}

it('takes the checks of an agent whose inbox overflows while it is paused', async () => {
  const company = await foundCompany()
  const agent = await company.hire()
  const task = await createTask(company.board, { title: 'Checked', assigneeId: agent.id })
  await asDatabaseOwner(`UPDATE "Task" SET state = 'in_review' WHERE id = $1`, [task.id])
  await fill(company, agent.id, 'message', 250)
  await pauseAgent(company.board, { agentId: agent.id })
  const { wakeId } = await requestWake(company.system, {
    ...{ agentId: agent.id, cause: 'verification', taskId: task.id, payload: { verificationId: newId() } },
  })
  expect(await admitWake(company.system, { wakeId })).toMatchObject({ outcome: 'admitted', runId: wakeId })
})

it('lets an answer lead however many ordinary wakes are older', async () => {
  const company = await foundCompany()
  const agent = await company.hire()
  const tasks = await Promise.all(
    [1, 2].map((n) => createTask(company.board, { title: `Task ${n}`, assigneeId: agent.id })),
  )
  await fill(company, agent.id, 'message', 250)
  await asDatabaseOwner(`UPDATE "Wake" SET "taskId" = $2 WHERE "agentId" = $1 AND cause = 'message'`, [
    agent.id,
    tasks[0]!.id,
  ])
  const { wakeId } = await requestWake(company.system, { agentId: agent.id, cause: 'approval', taskId: tasks[1]!.id })
  expect(await admitWake(company.system, { wakeId })).toMatchObject({ outcome: 'admitted', runId: wakeId })
})
