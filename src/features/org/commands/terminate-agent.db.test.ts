import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey, proveBearer } from '@/features/access'
import { createGoal } from '@/features/goals'
import { createRoutine } from '@/features/routines'
import { checkOutTask, createTask, getTask, updateTask } from '@/features/tasks'
import { hashToken } from '@/platform/crypto'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { getAgent, listAgentRevisions, listOrphans, terminateAgent, terminationImpact } from '..'

afterAll(closePools)

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
  await company.hire({ name: 'Root' })
})

async function withWork(agentId: string) {
  const titles = ['Held', 'Ready', 'Later', 'Over'] as const
  const [held, ready, later, over] = await Promise.all(
    titles.map((title) => createTask(company.board, { title, assigneeId: agentId })),
  )
  await checkOutTask(await company.asAgent(agentId), { taskId: held!.id, agentId })
  await updateTask(company.board, { taskId: later!.id, state: 'backlog' })
  await updateTask(company.board, { taskId: over!.id, state: 'cancelled' })
  return { held: held!.id, ready: ready!.id, later: later!.id, over: over!.id }
}

const assignedTo = (agentId: string) =>
  asDatabaseOwner<{ taskId: string }>(
    `SELECT data->>'taskId' AS "taskId" FROM "OutboxEvent" WHERE name = 'task/assigned' AND data->>'agentId' = $1 AND "isForEngine"
     ORDER BY data->>'taskId'`,
    [agentId],
  )

describe('credentials', () => {
  it('of a terminated agent are dead at once: keys, and the token of a run that still lives', async () => {
    const { id: agentId } = await company.hire()
    const { token: key } = await createApiKey(company.board, { name: 'Key', kind: 'agent', agentId })
    const token = `run-${newId()}`
    await asDatabaseOwner(
      `INSERT INTO "Run" (id, "companyId", "agentId", cause, runtime, state, "tokenHash") VALUES ($1, $2, $3, 'manual', 'bash', 'running', $4)`,
      [newId(), company.id, agentId, hashToken(token)],
    )
    for (const bearer of [key, token]) expect(await proveBearer(bearer)).toMatchObject({ kind: 'agent', agentId })
    await terminateAgent(company.board, { agentId })
    for (const bearer of [key, token]) {
      await expect(proveBearer(bearer)).rejects.toMatchObject({ code: 'unauthenticated' })
    }
  })
})

describe('without a plan', () => {
  it('says before what would be left, and leaves it as orphans', async () => {
    const { id: agentId } = await company.hire({
      name: 'Gone',
      schedule: { intervalSeconds: 60 },
      capMicros: 1_000_000,
    })
    const report = await company.hire({ name: 'Report', managerId: agentId })
    const tasks = await withWork(agentId)
    await createGoal(company.board, { title: 'Owned', ownerAgentId: agentId })
    await createRoutine(company.board, { title: 'Weekly', assigneeId: agentId })
    const impact = await terminationImpact(company.board, { agentId })
    expect(impact).toMatchObject({
      openTasks: { count: 3 },
      reports: [{ id: report.id, name: 'Report' }],
      goalsOwned: [{ name: 'Owned' }],
      projectsLed: [],
      routines: [{ name: 'Weekly' }],
      budget: { cap: 1_000_000, remaining: 1_000_000 },
      schedule: { isEnabled: true },
      liveRun: null,
    })
    expect(impact.openTasks.rows[0]).toMatchObject({ id: tasks.held, state: 'in_progress' })
    const answer = await terminateAgent(company.board, { agentId })
    expect(answer).toMatchObject({ openTasks: 3, reports: 1, reassignedTasks: 0, reparentedReports: 0 })
    expect(await getAgent(company.board, { agentId: report.id })).toMatchObject({ managerId: agentId, version: 1 })
    const orphans = await listOrphans(company.board, {})
    expect(orphans.tasks.map(({ id }) => id)).toEqual([tasks.held, tasks.ready, tasks.later].sort())
    expect(orphans.agents).toEqual([expect.objectContaining({ id: report.id, managerName: 'Gone' })])
    const [first, ...rest] = orphans.tasks
    expect((await listOrphans(company.board, { after: first!.id })).tasks).toEqual(rest)
  })
})

describe('with a plan', () => {
  it('gives open tasks to another agent, which is woken for what is ready', async () => {
    const [gone, heir] = [await company.hire(), await company.hire()]
    const tasks = await withWork(gone.id)
    const plan = { reassignTasksTo: heir.id }
    expect(await terminateAgent(company.board, { agentId: gone.id, plan })).toMatchObject({ reassignedTasks: 3 })
    const after = await Promise.all(Object.values(tasks).map((taskId) => getTask(company.board, { taskId })))
    expect(after.map(({ title, state, assigneeId, lease }) => ({ title, state, assigneeId, lease }))).toEqual([
      { title: 'Held', state: 'todo', assigneeId: heir.id, lease: null },
      { title: 'Ready', state: 'todo', assigneeId: heir.id, lease: null },
      { title: 'Later', state: 'backlog', assigneeId: heir.id, lease: null },
      { title: 'Over', state: 'cancelled', assigneeId: gone.id, lease: null },
    ])
    expect((await assignedTo(heir.id)).map(({ taskId }) => taskId)).toEqual([tasks.held, tasks.ready].sort())
  })

  it('puts reports below another agent', async () => {
    const [gone, heir] = [await company.hire(), await company.hire()]
    const reports = [await company.hire({ managerId: gone.id }), await company.hire({ managerId: gone.id })]
    const plan = { reparentReportsTo: heir.id }
    expect(await terminateAgent(company.board, { agentId: gone.id, plan })).toMatchObject({ reparentedReports: 2 })
    for (const { id: agentId } of reports) {
      expect(await getAgent(company.board, { agentId })).toMatchObject({ managerId: heir.id, version: 2 })
      expect(await listAgentRevisions(company.board, { agentId })).toHaveLength(2)
    }
  })

  it('lets one from below take the place, however deep it was', async () => {
    const gone = await company.hire()
    const report = await company.hire({ managerId: gone.id })
    const deep = await company.hire({ managerId: report.id })
    await terminateAgent(company.board, { agentId: gone.id, plan: { reparentReportsTo: deep.id } })
    expect(await getAgent(company.board, { agentId: deep.id })).toMatchObject({ managerId: gone.managerId })
    expect(await getAgent(company.board, { agentId: report.id })).toMatchObject({ managerId: deep.id })
  })

  it('names the next root when the root goes', async () => {
    const { board, hire } = await foundCompany()
    const [root, next, other] = [await hire(), await hire(), await hire()]
    await terminateAgent(board, { agentId: root.id, plan: { reparentReportsTo: next.id } })
    expect(await getAgent(board, { agentId: next.id })).toMatchObject({ managerId: null })
    expect(await getAgent(board, { agentId: other.id })).toMatchObject({ managerId: next.id })
    expect((await hire()).managerId).toBe(next.id)
  })

  it('is refused as a whole when the successor takes nothing over', async () => {
    const [gone, dead] = [await company.hire(), await company.hire()]
    await terminateAgent(company.board, { agentId: dead.id })
    const stranger = await (await foundCompany()).hire()
    const refusals = [
      [dead.id, 'broken_rule'],
      [gone.id, 'broken_rule'],
      [stranger.id, 'not_found'],
    ] as const
    for (const [heir, code] of refusals) {
      for (const plan of [{ reassignTasksTo: heir }, { reparentReportsTo: heir }]) {
        await expect(terminateAgent(company.board, { agentId: gone.id, plan })).rejects.toMatchObject({ code })
      }
    }
    expect(await getAgent(company.board, { agentId: gone.id })).toMatchObject({ state: 'idle' })
  })
})

it('happens once when many ask at once', async () => {
  const { id: agentId } = await company.hire()
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => terminateAgent(company.board, { agentId })))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})
