import { afterAll, beforeEach, expect, it } from 'vitest'
import { reportCost, setBudget } from '@/features/budgets'
import { createGoal, createProject, updateProject } from '@/features/goals'
import { createTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { foundCompany, type TestCompany } from '@/testing/company'
import { admitWake, getRun, listWakes, requestWake, type WakeCause } from '.'

afterAll(closePools)

let company: TestCompany
let agentId: string
let spentGoal: string

beforeEach(async () => {
  company = await foundCompany()
  agentId = (await company.hire()).id
  spentGoal = (await createGoal(company.board, { title: 'Dear' })).id
  await setBudget(company.board, { scopeKind: 'goal', scopeId: spentGoal, cap: 50_000 })
  const task = await createTask(company.board, { title: 'First', assigneeId: agentId, goalId: spentGoal })
  await reportCost(company.board, { agentId, model: 'own', costMicros: 50_000, taskId: task.id })
})

const wake = (cause: WakeCause, taskId?: string) => requestWake(company.system, { agentId, cause, taskId })
const inbox = () => listWakes(company.board, { agentId, state: 'pending' })

it('a task whose goal has nothing left keeps back its own wakes only', async () => {
  const dear = await createTask(company.board, { title: 'Dear', assigneeId: agentId, goalId: spentGoal })
  const free = await createTask(company.board, { title: 'Free', assigneeId: agentId })
  const first = await wake('assignment', dear.id)
  await wake('message', dear.id)
  const mine = await wake('schedule')
  const last = await wake('assignment', free.id)
  const answer = await admitWake(company.system, { wakeId: first.wakeId })
  expect(answer).toMatchObject({ outcome: 'admitted', runId: last.wakeId })
  expect(await getRun(company.board, { runId: last.wakeId })).toMatchObject({ taskId: free.id })
  const waiting = await inbox()
  expect(waiting.map(({ taskId, reason }) => ({ taskId, reason }))).toEqual(
    Array(2).fill({ taskId: dear.id, reason: 'budget_exhausted' }),
  )
  expect(waiting.every(({ detail }) => detail?.startsWith('The budget of Dear has $0.00 left'))).toBe(true)
  // the one about no task went with the run
  expect(waiting.map(({ id }) => id)).not.toContain(mine.wakeId)
})

it('a wake that names no task passes over tasks that may not start, and waits with the reason when there is no other', async () => {
  await createTask(company.board, { title: 'Dear', assigneeId: agentId, goalId: spentGoal, priority: 'critical' })
  const only = await wake('manual')
  expect(await admitWake(company.system, { wakeId: only.wakeId })).toMatchObject({
    ...{ outcome: 'held', reason: 'budget_exhausted' },
  })
  expect(await inbox()).toMatchObject([{ id: only.wakeId, reason: 'budget_exhausted' }])
  const free = await createTask(company.board, { title: 'Free', assigneeId: agentId, priority: 'low' })
  expect(await admitWake(company.system, { wakeId: only.wakeId })).toMatchObject({ outcome: 'admitted' })
  expect(await getRun(company.board, { runId: only.wakeId })).toMatchObject({ taskId: free.id })
})

it('a paused project keeps back its own tasks only, too', async () => {
  const project = await createProject(company.board, { name: 'Later' })
  await updateProject(company.board, { projectId: project.id, isPaused: true })
  const paused = await createTask(company.board, { title: 'Paused', assigneeId: agentId, projectId: project.id })
  const free = await createTask(company.board, { title: 'Free', assigneeId: agentId })
  const first = await wake('assignment', paused.id)
  const second = await wake('assignment', free.id)
  expect(await admitWake(company.system, { wakeId: first.wakeId })).toMatchObject({
    ...{ outcome: 'admitted', runId: second.wakeId },
  })
  expect(await inbox()).toMatchObject([{ id: first.wakeId, reason: 'project_paused' }])
})

it("what the agent's own budget lacks keeps back everything", async () => {
  const free = await createTask(company.board, { title: 'Free', assigneeId: agentId })
  await setBudget(company.board, { scopeKind: 'company', scopeId: company.id, cap: 55_000 })
  const { wakeId } = await wake('assignment', free.id)
  const other = await wake('manual')
  expect(await admitWake(company.system, { wakeId })).toMatchObject({ outcome: 'held', reason: 'budget_exhausted' })
  expect(new Set((await inbox()).map(({ id }) => id))).toEqual(new Set([wakeId, other.wakeId]))
})
