import { afterAll, expect, it } from 'vitest'
import { reportCost, setBudget } from '@/features/budgets'
import { createProject, updateProject } from '@/features/goals'
import { pauseAgent, terminateAgent } from '@/features/org'
import { createTask, updateTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany } from '@/testing/company'
import { dashboard } from './dashboard'

afterAll(closePools)

/** Rows as only a worker or an approval would make them. */
async function insertRun(companyId: string, agentId: string, state: string, hoursAgo: number): Promise<void> {
  await asDatabaseOwner(
    `INSERT INTO "Run" (id, "companyId", "agentId", cause, runtime, state, "createdAt")
     VALUES ($1, $2, $3, 'manual', 'bash', $4, now() - make_interval(hours => $5))`,
    [newId(), companyId, agentId, state, hoursAgo],
  )
}

it('counts agents by what they are, tasks by state, and what waits for people', async () => {
  const { id, board, hire } = await foundCompany()
  const agents = await Promise.all([0, 1, 2, 3, 4].map(() => hire()))
  const [works, failing, paused, halted, gone] = agents.map((agent) => agent.id)
  await insertRun(id, works!, 'failed', 0)
  await insertRun(id, works!, 'running', 0)
  await insertRun(id, failing!, 'timed_out', 0)
  await insertRun(id, halted!, 'failed', 49)
  await pauseAgent(board, { agentId: paused! })
  await setBudget(board, { scopeKind: 'agent', scopeId: halted!, cap: 10 })
  await reportCost(board, { agentId: halted!, model: 'x', costMicros: 25 })
  await terminateAgent(board, { agentId: gone! })
  for (const state of ['backlog', 'todo', 'blocked', 'in_review', 'done', 'cancelled'] as const) {
    await createTask(board, { title: state, state })
  }
  const { id: taskId } = await createTask(board, { title: 'Reopened', state: 'done' })
  await updateTask(board, { taskId, state: 'todo', reopen: true })
  const { id: projectId } = await createProject(board, { name: 'Stopped' })
  await updateProject(board, { projectId, isPaused: true })
  await asDatabaseOwner(
    `INSERT INTO "Approval" (id, "companyId", type, status, payload, "requestedByKind", "requestedById")
     SELECT gen_random_uuid(), $1, type, status, '{}', 'agent', $2
     FROM (VALUES ('hire_agent', 'pending'), ('budget_override_required', 'pending'), ('hire_agent', 'cancelled')) x (type, status)`,
    [id, works],
  )
  const seen = await dashboard(board, {})
  expect(seen.agents).toMatchObject({
    total: 4,
    running: 1,
    idle: 1,
    paused: 1,
    halted: 1,
    pendingApproval: 0,
    error: 1,
  })
  expect(seen.tasks).toEqual({ open: 3, inProgress: 0, inReview: 1, blocked: 1, done: 1 })
  expect(seen.runs).toEqual({ live: 1, today: 3, failedToday: 2 })
  expect(seen).toMatchObject({
    pendingApprovals: 2,
    pendingBudgetApprovals: 1,
    pausedProjects: 1,
    spentTodayMicros: 25,
  })
  expect(seen.openIncidents).toBeGreaterThan(0)
  expect((await dashboard((await foundCompany()).board, {})).tasks.open).toBe(0)
})
