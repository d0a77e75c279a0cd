import { afterAll, expect, it } from 'vitest'
import { pauseCompany, resumeCompany } from '@/features/companies'
import { pauseAgent, resumeAgent } from '@/features/org'
import { createTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { admitWake, requestWake, stopRuns } from '.'

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

it('does not stop what was begun after a resume, when the pause is carried out late', async () => {
  const company = await foundCompany()
  const { board, system } = company
  const agent = await company.hire()
  const admitted = async () => {
    const { wakeId } = await requestWake(system, { agentId: agent.id, cause: 'manual' })
    return admitWake(system, { wakeId })
  }
  await pauseAgent(board, { agentId: agent.id })
  await resumeAgent(board, { agentId: agent.id })
  expect((await admitted()).outcome).toBe('admitted')
  const late = { scopeKind: 'agent' as const, scopeId: agent.id, reason: 'agent paused' }
  expect(await stopRuns(system, late)).toEqual({ asked: 0 })
  await pauseCompany(board, {})
  await resumeCompany(board, {})
  const lateToo = { scopeKind: 'company' as const, scopeId: company.id, reason: 'company paused' }
  expect(await stopRuns(system, lateToo)).toEqual({ asked: 0 })
  await pauseAgent(board, { agentId: agent.id })
  expect(await stopRuns(system, late)).toEqual({ asked: 1 })
})
