import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pauseCompany, resumeCompany } from '@/features/companies'
import { createProject, updateProject } from '@/features/goals'
import { closePools } from '@/platform/database'
import type { Refusal } from '@/platform/errors'
import { asDatabaseOwner, foundCompany, refusal, type TestCompany } from '@/testing/company'
import { checkOutTask, createTask, freeDependants, getTask, listAgentWork, postMessage, updateTask } from '.'

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
})
afterAll(closePools)

const make = (title: string, more: object = {}) => createTask(company.board, { title, ...more })
const waitFor = (taskId: string, ...blockedByIds: string[]) => updateTask(company.board, { taskId, blockedByIds })
const moved = (taskId: string, state: 'done' | 'cancelled' | 'blocked') => updateTask(company.board, { taskId, state })
const free = (taskId: string) => freeDependants(company.system, { taskId })

describe('a circle of waiting', () => {
  it('is refused among blockers, among parents, and over both', async () => {
    const [a, b, c] = [await make('A'), await make('B'), await make('C')]
    expect((await refusal(waitFor(a.id, a.id)))?.facts.rule).toBe('task_cycle')
    await waitFor(b.id, a.id)
    await waitFor(c.id, b.id)
    expect((await refusal(waitFor(a.id, c.id)))?.facts.rule).toBe('task_cycle')
    const below = await make('Below', { parentId: c.id })
    const deeper = await make('Deeper', { parentId: below.id })
    const up = updateTask(company.board, { taskId: c.id, parentId: deeper.id })
    expect((await refusal(up))?.facts.rule).toBe('task_cycle')
    // a child that waits for the task above, which is over only after its children
    expect((await refusal(waitFor(deeper.id, c.id)))?.facts.rule).toBe('task_cycle')
    expect((await refusal(make('New', { parentId: c.id, blockedByIds: [c.id] })))?.facts.rule).toBe('task_cycle')
    // a parent may wait for its child
    expect((await waitFor(c.id, b.id, deeper.id)).blockedBy).toHaveLength(2)
    // what was refused left nothing behind
    expect((await getTask(company.board, { taskId: a.id })).blockedBy).toEqual([])
  })

  it('is not closed by edits at the same time that are fine alone', async () => {
    for (let round = 0; round < 8; round++) {
      const ring = await Promise.all(Array.from({ length: 6 }, (_, i) => make(`Ring ${round}.${i}`)))
      const edits = ring.map((task, i) => {
        const next = ring[(i + 1) % ring.length]!
        return i % 2 === 0
          ? waitFor(task.id, next.id)
          : updateTask(company.board, { taskId: next.id, parentId: task.id })
      })
      const results = await Promise.allSettled(edits)
      const refused = results.filter((result) => result.status === 'rejected').map((result) => result.reason as Refusal)
      expect(refused.map((each) => each.facts.rule)).toEqual(['task_cycle'])
    }
  })
})

describe('a task that waits', () => {
  it('is not checked out but by force, which is for people, and says what for', async () => {
    const agent = await company.hire()
    const first = await make('First')
    const task = await make('Second', { assigneeId: agent.id, blockedByIds: [first.id] })
    const asAgent = await company.asAgent(agent.id)
    const asked = { taskId: task.id, agentId: agent.id }
    const refused = await refusal(checkOutTask(asAgent, asked))
    expect(refused).toMatchObject({
      code: 'illegal_transition',
      facts: { rule: 'blocked', blockers: [{ id: first.id }] },
    })
    expect((await refusal(checkOutTask(asAgent, { ...asked, force: true })))?.code).toBe('forbidden')
    expect((await checkOutTask(company.board, { ...asked, force: true })).state).toBe('in_progress')
  })

  it("is not in the agent's work before somebody wrote, and again not when it has answered", async () => {
    const agent = await company.hire()
    const asAgent = await company.asAgent(agent.id)
    const first = await make('First')
    const task = await make('Second', { assigneeId: agent.id, blockedByIds: [first.id] })
    const work = async () => (await listAgentWork(asAgent, { agentId: agent.id })).map((each) => each.id)
    expect(await work()).toEqual([])
    expect(await listAgentWork(asAgent, { agentId: agent.id, withWaiting: true })).toHaveLength(1)
    await postMessage(company.board, { taskId: task.id, content: 'How far?' })
    expect(await work()).toEqual([task.id])
    await postMessage(asAgent, { taskId: task.id, content: 'Waiting for the first' })
    expect(await work()).toEqual([])
    await moved(first.id, 'done')
    expect(await work()).toEqual([task.id])
  })

  it('goes on when its last blocker is done, not when one is cancelled', async () => {
    const agent = await company.hire()
    const [first, second] = [await make('1'), await make('2')]
    const task = await make('3', { assigneeId: agent.id, state: 'blocked', blockedByIds: [first.id, second.id] })
    await moved(first.id, 'cancelled')
    await moved(second.id, 'done')
    expect(await free(first.id)).toEqual([])
    expect(await free(second.id)).toEqual([])
    expect((await getTask(company.board, { taskId: task.id })).state).toBe('blocked')
    // somebody takes the cancelled one off
    const freed = await waitFor(task.id, second.id)
    expect(freed.state).toBe('todo')
    expect(await wakesFor(task.id)).toEqual([{ agentId: agent.id, cause: 'unblocked' }])
  })

  it('keeps a reason of its own to be blocked', async () => {
    const first = await make('1')
    const task = await make('2', { blockedByIds: [first.id] })
    await updateTask(company.board, { taskId: task.id, state: 'blocked', blockedReason: 'No access' })
    await moved(first.id, 'done')
    await free(first.id)
    expect((await getTask(company.board, { taskId: task.id })).state).toBe('blocked')
  })

  it('is freed with one key however many blockers are done at once, and however often that is asked', async () => {
    for (let round = 0; round < 5; round++) {
      const agent = await company.hire()
      const blockers = await Promise.all(Array.from({ length: 4 }, () => make('Blocker')))
      const ids = blockers.map((each) => each.id)
      const task = await make('Last', { assigneeId: agent.id, state: 'blocked', blockedByIds: ids })
      const answers = await Promise.all(
        ids.map(async (id) => {
          await moved(id, 'done')
          return [...(await free(id)), ...(await free(id))]
        }),
      )
      const freed = answers.flat()
      expect(freed.length).toBeGreaterThan(0)
      expect(new Set(freed.map((each) => each.key)).size).toBe(1)
      expect(freed[0]).toMatchObject({ taskId: task.id, agentId: agent.id, cause: 'unblocked' })
      expect((await getTask(company.board, { taskId: task.id })).state).toBe('todo')
    }
  })

  it('goes on when its new blocker is done at the same time: the edit sees it done, or the engine is told', async () => {
    for (let round = 0; round < 12; round++) {
      const [old, first] = [await make('Old'), await make('First')]
      const task = await make('Second', { state: 'blocked', blockedByIds: [old.id] })
      await Promise.all([waitFor(task.id, first.id), moved(first.id, 'done')])
      const told = await asDatabaseOwner(
        `SELECT 1 FROM "OutboxEvent" WHERE name = 'task/closed' AND "isForEngine" AND data->>'taskId' = $1`,
        [first.id],
      )
      if (told.length > 0) await free(first.id)
      expect((await getTask(company.board, { taskId: task.id })).state).toBe('todo')
    }
  })
})

describe('the task above', () => {
  it('is told when nothing below it is open, once for however many', async () => {
    const agent = await company.hire()
    const above = await make('Above', { assigneeId: agent.id })
    const children = await Promise.all([1, 2, 3].map((n) => make(`Child ${n}`, { parentId: above.id })))
    const [first, ...rest] = children
    await moved(first!.id, 'done')
    expect(await free(first!.id)).toEqual([])
    const answers = await Promise.all(
      rest.map(async (child, i) => {
        await moved(child.id, i === 0 ? 'cancelled' : 'done')
        return free(child.id)
      }),
    )
    const told = answers.flat()
    expect(new Set(told.map((each) => each.key)).size).toBe(1)
    expect(told[0]).toMatchObject({ taskId: above.id, agentId: agent.id, cause: 'children_done' })
    await moved(above.id, 'done')
    expect(await free(first!.id)).toEqual([])
  })
})

describe('a halt', () => {
  it('of the project or the company keeps work from being taken', async () => {
    const agent = await company.hire()
    const project = await createProject(company.board, { name: 'Frozen' })
    const task = await make('In it', { projectId: project.id, assigneeId: agent.id })
    await updateProject(company.board, { projectId: project.id, isPaused: true })
    const take = () => checkOutTask(company.board, { taskId: task.id, agentId: agent.id })
    expect((await refusal(take()))?.facts.rule).toBe('project_paused')
    expect(await listAgentWork(company.board, { agentId: agent.id })).toEqual([])
    await updateProject(company.board, { projectId: project.id, isPaused: false })
    await pauseCompany(company.board, {})
    expect((await refusal(take()))?.code).toBe('company_halted')
    await resumeCompany(company.board, {})
    expect((await take()).state).toBe('in_progress')
  })
})

function wakesFor(taskId: string): Promise<{ agentId: string; cause: string }[]> {
  return asDatabaseOwner(
    `SELECT data->>'agentId' AS "agentId", data->>'cause' AS cause FROM "OutboxEvent"
     WHERE name = 'task/assigned' AND "isForEngine" AND data->>'taskId' = $1 ORDER BY id`,
    [taskId],
  )
}
