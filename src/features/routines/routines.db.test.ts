import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pauseCompany, resumeCompany } from '@/features/companies'
import { createGoal, createProject, deleteGoal } from '@/features/goals'
import { terminateAgent } from '@/features/org'
import { getTask, listTasks, updateTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { foundCompany, type TestCompany } from '@/testing/company'
import {
  addTrigger,
  createRoutine,
  fireWebhook,
  getRoutine,
  listRoutineRuns,
  listRoutines,
  runRoutine,
  updateRoutine,
} from '.'

let company: TestCompany
let ada: string
let bob: string
beforeAll(async () => {
  company = await foundCompany()
  ada = (await company.hire()).id
  bob = (await company.hire()).id
})
afterAll(closePools)

const create = (wish: Partial<Parameters<typeof createRoutine>[1]> = {}) =>
  createRoutine(company.board, { title: 'Weekly report', assigneeId: ada, ...wish })
const run = (routineId: string, more: object = {}) => runRoutine(company.board, { routineId, ...more })
const tasksOf = (routineId: string) =>
  listTasks(company.board, { originKind: 'routine_execution', originId: routineId })

describe('a routine', () => {
  it('makes a task with everything that it says', async () => {
    const { board } = company
    const [goal, project] = [await createGoal(board, { title: 'G' }), await createProject(board, { name: 'P' })]
    const { id } = await create({
      ...{ title: 'Report on {{ what }}', description: 'For {{date}}.', priority: 'high' },
      ...{ goalId: goal.id, projectId: project.id },
    })
    const fired = await run(id, { variables: { what: 'sales' } })
    expect(fired).toMatchObject({ status: 'issue_created', source: 'manual', completedAt: null })
    expect(await getTask(board, { taskId: fired.taskId! })).toMatchObject({
      ...{ title: 'Report on sales', priority: 'high', assigneeId: ada, state: 'todo', goalId: goal.id },
      ...{ projectId: project.id, originKind: 'routine_execution', originId: id },
      description: `For ${new Date().toISOString().slice(0, 10)}.`,
    })
    expect(await getRoutine(board, { routineId: id })).toMatchObject({
      ...{ lastRun: { id: fired.id, taskIdentifier: expect.any(String) }, activeTask: { id: fired.taskId } },
    })
    await expect(deleteGoal(board, { goalId: goal.id })).rejects.toMatchObject({
      facts: { has: ['tasks', 'routines'] },
    })
  })

  it('is paused without an assignee, and again when it loses the one it had', async () => {
    const routine = await create({ assigneeId: null })
    expect(routine.status).toBe('paused')
    const update = (change: object) => updateRoutine(company.board, { routineId: routine.id, ...change })
    expect((await update({ status: 'active' })).status).toBe('paused')
    expect((await update({ status: 'active', assigneeId: ada })).status).toBe('active')
    expect((await update({ assigneeId: null })).status).toBe('paused')
  })

  it('runs by hand while it is paused, and not when it is archived', async () => {
    const { id } = await create({ status: 'paused' })
    expect((await run(id)).status).toBe('issue_created')
    await updateRoutine(company.board, { routineId: id, status: 'archived' })
    await expect(run(id)).rejects.toMatchObject({ facts: { rule: 'routine_archived' } })
    const listed = async (filter: object) => (await listRoutines(company.board, filter)).some((each) => each.id === id)
    expect([await listed({}), await listed({ includeArchived: true })]).toEqual([false, true])
  })

  it('that people made and stopped is not taken up by its agent', async () => {
    const agent = await company.asAgent(ada)
    const { id: routineId } = await create()
    for (const status of ['paused', 'archived'] as const) {
      await updateRoutine(company.board, { routineId, status })
      const wish = updateRoutine(agent, { routineId, status: 'active' })
      await expect(wish).rejects.toMatchObject({ code: 'forbidden' })
    }
    await updateRoutine(company.board, { routineId, status: 'paused' })
    expect(await runRoutine(agent, { routineId })).toMatchObject({ status: 'skipped', taskId: null })
    const own = await createRoutine(agent, { title: 'My own', status: 'paused' })
    expect((await updateRoutine(agent, { routineId: own.id, status: 'active' })).status).toBe('active')
  })

  it('refuses a delivery that is nested without end, and takes names that no database stores', async () => {
    const { id: routineId } = await create({ concurrency: 'always_enqueue' })
    const { trigger } = await addTrigger(company.board, { routineId, kind: 'webhook', signing: 'none' })
    const none = { authorization: null, signature: null, timestamp: null, githubSignature: null, idempotencyKey: null }
    const deliver = (body: string) => fireWebhook(company.system, { triggerId: trigger.id, body, ...none })
    for (const depth of [1_000, 10_000, 400_000]) {
      const nested = deliver('['.repeat(depth) + ']'.repeat(depth))
      await expect(nested).rejects.toMatchObject({ code: 'invalid_input' })
    }
    const odd = await deliver('{"a\\u0000b": "c\\ud800"}')
    expect(odd).toMatchObject({ status: 'issue_created', payload: { ab: 'c\ufffd' } })
  })

  it('says which variable is missing', async () => {
    const { id, variables } = await create({ title: 'About {{topic}}' })
    expect(variables).toMatchObject([{ name: 'topic', required: true }])
    await expect(run(id)).rejects.toMatchObject({ facts: { fields: [{ field: 'variables.topic' }] } })
    expect(await listRoutineRuns(company.board, { routineId: id })).toEqual([])
  })
})

describe('while a task of it is open', () => {
  it.each([
    ['coalesce_if_active', ['issue_created', 'coalesced', 'coalesced']],
    ['skip_if_active', ['issue_created', 'skipped', 'skipped']],
    ['always_enqueue', ['issue_created', 'issue_created', 'issue_created']],
  ] as const)('%s', async (concurrency, statuses) => {
    const { id } = await create({ concurrency })
    const runs = [await run(id), await run(id), await run(id)]
    expect(runs.map((each) => each.status)).toEqual(statuses)
    expect(await tasksOf(id)).toHaveLength(statuses.filter((status) => status === 'issue_created').length)
    if (concurrency === 'coalesce_if_active') expect(runs[2]?.coalescedIntoId).toBe(runs[0]?.id)
  })

  it('makes one task of ten firings at once', async () => {
    const { id } = await create()
    const runs = await Promise.all(Array.from({ length: 10 }, () => run(id)))
    expect(runs.filter((each) => each.status === 'issue_created')).toHaveLength(1)
    expect(runs.filter((each) => each.status === 'coalesced')).toHaveLength(9)
    expect(await tasksOf(id)).toHaveLength(1)
  })

  it('makes one task of ten calls with one idempotency key', async () => {
    const { id } = await create({ concurrency: 'always_enqueue' })
    const again = { idempotencyKey: `key-${id}` }
    await Promise.all(Array.from({ length: 10 }, () => runRoutine(company.board, { routineId: id }, again)))
    expect(await tasksOf(id)).toHaveLength(1)
  })
})

describe('a run', () => {
  it('is completed when its task is done, failed when that is cancelled, and open again when it is reopened', async () => {
    const { id } = await create()
    const { taskId } = await run(id)
    const move = async (change: object) => {
      await updateTask(company.board, { taskId: taskId!, ...change })
      return (await listRoutineRuns(company.board, { routineId: id }))[0]
    }
    expect(await move({ state: 'done' })).toMatchObject({ status: 'completed', completedAt: expect.any(String) })
    expect(await move({ state: 'todo', reopen: true })).toMatchObject({ status: 'issue_created', completedAt: null })
    expect(await move({ state: 'cancelled' })).toMatchObject({ status: 'failed', reason: 'Its task was cancelled.' })
    expect((await run(id)).status).toBe('issue_created')
  })

  it('fails with the reason when the task cannot be made', async () => {
    const eve = await company.hire()
    const { id } = await create({ assigneeId: eve.id })
    await terminateAgent(company.board, { agentId: eve.id })
    const failed = await run(id)
    expect(failed).toMatchObject({ status: 'failed', reason: expect.stringContaining('terminated'), taskId: null })
    expect(failed.completedAt).not.toBeNull()
  })

  it('is skipped while the company is paused', async () => {
    const { board } = company
    const { id } = await create()
    await pauseCompany(board, {})
    expect(await run(id)).toMatchObject({ status: 'skipped', reason: 'The company is paused.' })
    await resumeCompany(board, {})
    expect((await run(id)).status).toBe('issue_created')
  })

  it('is listed, newest first, a page at a time', async () => {
    const { id } = await create({ concurrency: 'always_enqueue' })
    const ids = [(await run(id)).id, (await run(id)).id, (await run(id)).id].reverse()
    const page = await listRoutineRuns(company.board, { routineId: id, limit: 2 })
    const rest = await listRoutineRuns(company.board, { routineId: id, before: page[1]!.id })
    expect([...page, ...rest].map((each) => each.id)).toEqual(ids)
  })
})

describe('an agent', () => {
  it('has routines for itself only', async () => {
    const asAda = await company.asAgent(ada)
    const own = await createRoutine(asAda, { title: 'My own' })
    expect(own.assigneeId).toBe(ada)
    const bobs = await create({ assigneeId: bob })
    const refused = { code: 'forbidden' }
    await expect(createRoutine(asAda, { title: 'x', assigneeId: bob })).rejects.toMatchObject(refused)
    await expect(updateRoutine(asAda, { routineId: bobs.id, title: 'x' })).rejects.toMatchObject(refused)
    await expect(updateRoutine(asAda, { routineId: own.id, assigneeId: bob })).rejects.toMatchObject(refused)
    await expect(runRoutine(asAda, { routineId: bobs.id })).rejects.toMatchObject(refused)
    await expect(runRoutine(asAda, { routineId: own.id, assigneeId: bob })).rejects.toMatchObject(refused)
    const trigger = { kind: 'schedule', cron: '0 9 * * *' } as const
    await expect(addTrigger(asAda, { routineId: bobs.id, ...trigger })).rejects.toMatchObject(refused)
    expect((await addTrigger(asAda, { routineId: own.id, ...trigger })).trigger.nextRunAt).not.toBeNull()
    const open = { kind: 'webhook', signing: 'none' } as const
    await expect(addTrigger(asAda, { routineId: own.id, ...open })).rejects.toMatchObject(refused)
    expect((await runRoutine(asAda, { routineId: own.id })).status).toBe('issue_created')
  })
})
