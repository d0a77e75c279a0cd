import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admitWake, agentStatus, listRuns, requestWake, stopRuns } from '@/features/runs'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, refusal, type TestCompany } from '@/testing/company'
import {
  cancelTree,
  checkOutTask,
  createInteraction,
  createTask,
  getInteraction,
  getTask,
  listAgentWork,
  pauseTree,
  restoreTree,
  resumeTree,
  type TaskView,
  updateTask,
} from '.'

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
})
afterAll(closePools)

const below = (parent: TaskView | null, more: object = {}) =>
  createTask(company.board, { title: 'Part', ...(parent && { parentId: parent.id }), ...more })
const statesOf = async (...tasks: TaskView[]) =>
  Promise.all(tasks.map(async (task) => (await getTask(company.board, { taskId: task.id })).state))
const eventsOf = (name: string) =>
  asDatabaseOwner<{ data: Record<string, unknown> }>(
    `SELECT data FROM "OutboxEvent" WHERE "companyId" = $1 AND name = $2 AND "isForEngine" ORDER BY id`,
    [company.id, name],
  )
const auditOf = (taskId: string, action: string) =>
  asDatabaseOwner<{ details: Record<string, unknown> }>(
    `SELECT details FROM "AuditEntry" WHERE "companyId" = $1 AND "subjectId" = $2 AND action = $3`,
    [company.id, taskId, action],
  )

describe('a tree on hold', () => {
  it('lets nobody take what is in it, also what is made there later, until it is resumed', async () => {
    const agent = await company.hire()
    const caller = await company.asAgent(agent.id)
    const root = await below(null)
    const middle = await below(root)
    const leaf = await below(middle, { assigneeId: agent.id })
    const paused = await pauseTree(company.board, { taskId: root.id, reason: 'The budget is being looked at' })
    expect(paused.held).toMatchObject({ taskId: root.id, reason: 'The budget is being looked at' })
    const later = await below(leaf, { assigneeId: agent.id })
    expect(later.held).toMatchObject({ identifier: root.identifier })
    expect(await listAgentWork(company.board, { agentId: agent.id })).toEqual([])
    const all = await listAgentWork(company.board, { agentId: agent.id, withWaiting: true })
    expect(all.map((task) => task.id).sort()).toEqual([leaf.id, later.id].sort())
    for (const task of [leaf, later]) {
      expect(await refusal(checkOutTask(caller, { taskId: task.id, agentId: agent.id }))).toMatchObject({
        code: 'illegal_transition',
        facts: { rule: 'task_held', heldBy: root.identifier },
      })
      expect((await getTask(company.board, { taskId: task.id })).lease).toBeNull()
    }
    const begun = updateTask(caller, { taskId: leaf.id, state: 'in_progress' })
    expect(await refusal(begun)).toMatchObject({ facts: { rule: 'task_held' } })
    // the hold is that of the task above
    expect(await refusal(resumeTree(company.board, { taskId: middle.id }))).toMatchObject({
      facts: { rule: 'task_held', heldByTaskId: root.id },
    })
    expect((await agentStatus(company.board, { agentId: agent.id })).reason).toContain(
      `2 on hold with everything below ${root.identifier}`,
    )
    expect((await resumeTree(company.board, { taskId: root.id })).held).toBeNull()
    expect((await checkOutTask(caller, { taskId: leaf.id, agentId: agent.id })).lease).not.toBeNull()
    expect((await listAgentWork(company.board, { agentId: agent.id })).map((task) => task.id)).toEqual([
      leaf.id,
      later.id,
    ])
  })

  it('stops the runs in it, admits no wake for them, and goes on where it was', async () => {
    const agent = await company.hire()
    const root = await below(null)
    const task = await below(root, { assigneeId: agent.id })
    const other = await below(null, { assigneeId: agent.id })
    const wakeFor = (taskId: string) => requestWake(company.system, { agentId: agent.id, cause: 'assignment', taskId })
    const first = await wakeFor(task.id)
    expect((await admitWake(company.system, { wakeId: first.wakeId })).outcome).toBe('admitted')
    await pauseTree(company.board, { taskId: root.id })
    const stopped = (await eventsOf('task/stopped')).at(-1)!.data
    expect(stopped).toMatchObject({ taskId: root.id, runIds: [first.wakeId] })
    expect((await getTask(company.board, { taskId: task.id })).lease).toBeNull()
    expect(await stopRuns(company.system, { runIds: [first.wakeId], reason: 'task on hold' })).toEqual({ asked: 1 })
    await asDatabaseOwner(`UPDATE "Run" SET state = 'cancelled' WHERE id = $1`, [first.wakeId])

    const [held, free] = [await wakeFor(task.id), await wakeFor(other.id)]
    const mention = await requestWake(company.system, { agentId: agent.id, cause: 'mention', taskId: task.id })
    // whichever wake asks, the agent works on what is free
    const answer = await admitWake(company.system, { wakeId: held.wakeId })
    expect(answer).toMatchObject({ outcome: 'admitted', runId: free.wakeId })
    await asDatabaseOwner(`UPDATE "Run" SET state = 'succeeded' WHERE id = $1`, [free.wakeId])
    expect(await admitWake(company.system, { wakeId: mention.wakeId })).toMatchObject({
      outcome: 'held',
      reason: 'task_held',
    })
    expect(await listRuns(company.board, { agentId: agent.id, states: ['queued', 'running'] })).toEqual([])
    expect((await agentStatus(company.board, { agentId: agent.id })).reason).toContain('on hold')

    const assignedBefore = (await eventsOf('task/assigned')).length
    await resumeTree(company.board, { taskId: root.id })
    expect((await eventsOf('task/resumed')).at(-1)?.data).toMatchObject({ taskId: root.id })
    const assigned = (await eventsOf('task/assigned')).slice(assignedBefore)
    expect(assigned.map(({ data }) => data)).toMatchObject([{ taskId: task.id, agentId: agent.id }])
    expect((await admitWake(company.system, { wakeId: held.wakeId })).outcome).toBe('admitted')
  })

  it('is paused and resumed once, with one entry in the log', async () => {
    const root = await below(null)
    const part = await below(root)
    await Promise.all(Array.from({ length: 6 }, () => pauseTree(company.board, { taskId: root.id })))
    const entries = await auditOf(root.id, 'task.treePaused')
    expect(entries).toHaveLength(1)
    expect(entries[0]?.details).toMatchObject({ count: 2, taskIds: [root.id, part.id].sort(), leases: 0 })
    await Promise.all(Array.from({ length: 6 }, () => resumeTree(company.board, { taskId: root.id })))
    expect(await auditOf(root.id, 'task.treeResumed')).toHaveLength(1)
    expect((await getTask(company.board, { taskId: part.id })).held).toBeNull()
  })

  it('keeps its tasks from agents that would move them out', async () => {
    const agent = await company.hire()
    const caller = await company.asAgent(agent.id)
    const root = await below(null)
    const task = await below(root, { assigneeId: agent.id })
    await pauseTree(company.board, { taskId: root.id })
    for (const parentId of [null, (await below(null)).id]) {
      const moved = updateTask(caller, { taskId: task.id, parentId })
      expect(await refusal(moved)).toMatchObject({ facts: { rule: 'task_held' } })
    }
    expect((await updateTask(company.board, { taskId: task.id, parentId: null })).held).toBeNull()
    expect((await checkOutTask(caller, { taskId: task.id, agentId: agent.id })).lease).not.toBeNull()
  })

  it('stops the work that is moved into it, with all below', async () => {
    const agent = await company.hire()
    const caller = await company.asAgent(agent.id)
    const root = await below(null)
    await pauseTree(company.board, { taskId: root.id })
    const task = await below(null)
    const part = await below(task, { assigneeId: agent.id })
    const wake = await requestWake(company.system, { agentId: agent.id, cause: 'assignment', taskId: part.id })
    expect((await admitWake(company.system, { wakeId: wake.wakeId })).outcome).toBe('admitted')
    const moved = await updateTask(company.board, { taskId: task.id, parentId: root.id })
    expect(moved.held).toMatchObject({ taskId: root.id })
    expect((await getTask(company.board, { taskId: part.id })).lease).toBeNull()
    expect((await eventsOf('task/stopped')).at(-1)?.data).toMatchObject({ taskId: task.id, runIds: [wake.wakeId] })
    const take = await refusal(checkOutTask(caller, { taskId: part.id, agentId: agent.id }))
    expect(take?.facts.rule).toBe('task_held')
  })

  it('is for people', async () => {
    const agent = await company.asAgent((await company.hire()).id)
    const { id: taskId } = await below(null)
    for (const verb of [pauseTree, resumeTree, cancelTree, restoreTree]) {
      expect((await refusal(verb(agent, { taskId })))?.code).toBe('forbidden')
    }
  })
})

describe('a race', () => {
  it('of a pause against checkouts leaves no lease in the tree, whoever comes first', async () => {
    for (let round = 0; round < 12; round++) {
      const agent = await company.hire()
      const caller = await company.asAgent(agent.id)
      const root = await below(null)
      const parts = await Promise.all([1, 2, 3].map(() => below(root, { assigneeId: agent.id })))
      const takes = parts.map((part) => refusal(checkOutTask(caller, { taskId: part.id, agentId: agent.id })))
      const [, ...answers] = await Promise.all([pauseTree(company.board, { taskId: root.id }), ...takes])
      for (const answer of answers) expect([undefined, 'task_held']).toContain(answer?.facts.rule)
      for (const part of parts) expect((await getTask(company.board, { taskId: part.id })).lease).toBeNull()
    }
  })

  it('of a pause against new tasks and their checkout leaves no lease either', async () => {
    for (let round = 0; round < 12; round++) {
      const agent = await company.hire()
      const caller = await company.asAgent(agent.id)
      const root = await below(null)
      const make = async () => {
        const part = await below(root, { assigneeId: agent.id })
        await refusal(checkOutTask(caller, { taskId: part.id, agentId: agent.id }))
        return part
      }
      const [, ...parts] = await Promise.all([pauseTree(company.board, { taskId: root.id }), make(), make(), make()])
      for (const part of parts) {
        expect(await getTask(company.board, { taskId: part.id })).toMatchObject({
          lease: null,
          held: { taskId: root.id },
        })
      }
    }
  })

  it('of resumes against pauses ends in what the last of them said', async () => {
    const agent = await company.hire()
    const caller = await company.asAgent(agent.id)
    const root = await below(null)
    const part = await below(root, { assigneeId: agent.id })
    const verbs = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? pauseTree : resumeTree))
    await Promise.all(verbs.map((verb) => verb(company.board, { taskId: root.id })))
    const [paused, resumed] = [await auditOf(root.id, 'task.treePaused'), await auditOf(root.id, 'task.treeResumed')]
    const isHeld = (await getTask(company.board, { taskId: part.id })).held !== null
    expect(paused.length - resumed.length).toBe(isHeld ? 1 : 0)
    const take = await refusal(checkOutTask(caller, { taskId: part.id, agentId: agent.id }))
    expect(take?.facts.rule).toBe(isHeld ? 'task_held' : undefined)
  })
})

describe('a cancelled tree', () => {
  it('is restored to what it was, without what was over before and what somebody changed since', async () => {
    const agent = await company.hire()
    const caller = await company.asAgent(agent.id)
    const above = await below(null, { assigneeId: agent.id })
    const root = await below(above, { state: 'todo' })
    const [waiting, done, begun] = [await below(root), await below(root, { state: 'done' }), await below(root)]
    await updateTask(company.board, { taskId: begun.id, assigneeId: agent.id, state: 'todo' })
    await checkOutTask(caller, { taskId: begun.id, agentId: agent.id })
    const stuck = await below(begun)
    await updateTask(company.board, { taskId: stuck.id, state: 'blocked', blockedReason: 'No paper' })
    const [reopened, again] = [await below(root, { state: 'todo' }), await below(root, { state: 'todo' })]
    const prompt = { kind: 'request_confirmation' as const, payload: { prompt: 'Go?' } }
    const question = await createInteraction(company.board, { ...prompt, taskId: begun.id })

    const cancelled = await cancelTree(company.board, { taskId: root.id, reason: 'Not now' })
    expect(cancelled).toMatchObject({ state: 'cancelled', completedAt: expect.any(String) })
    const all = [root, waiting, done, begun, stuck, reopened, again]
    const over = ['cancelled', 'cancelled', 'done', 'cancelled', 'cancelled', 'cancelled', 'cancelled']
    expect(await statesOf(...all)).toEqual(over)
    expect((await getTask(company.board, { taskId: begun.id })).lease).toBeNull()
    expect((await getInteraction(company.board, { interactionId: question.id })).status).toBe('expired')
    expect((await eventsOf('task/closed')).at(-1)?.data).toMatchObject({ taskId: root.id })
    const [entry] = await auditOf(root.id, 'task.treeCancelled')
    expect(entry?.details).toMatchObject({ count: 6, leases: 1, reason: 'Not now' })
    // nothing is open any more
    await cancelTree(company.board, { taskId: root.id })
    expect(await auditOf(root.id, 'task.treeCancelled')).toHaveLength(1)

    await updateTask(company.board, { taskId: reopened.id, state: 'todo', reopen: true })
    await updateTask(company.board, { taskId: again.id, state: 'todo', reopen: true })
    await updateTask(company.board, { taskId: again.id, state: 'cancelled' })
    await restoreTree(company.board, { taskId: root.id })
    expect(await statesOf(...all)).toEqual(['todo', 'backlog', 'done', 'todo', 'blocked', 'todo', 'cancelled'])
    expect((await getTask(company.board, { taskId: stuck.id })).blockedReason).toBe('No paper')
    expect((await auditOf(root.id, 'task.treeRestored'))[0]?.details).toMatchObject({ count: 4 })
    expect((await eventsOf('task/assigned')).at(-1)?.data).toMatchObject({ taskId: begun.id, agentId: agent.id })
    expect(await refusal(restoreTree(company.board, { taskId: root.id }))).toMatchObject({
      facts: { rule: 'not_cancelled' },
    })
  })

  it('gives what was under review back to who did it', async () => {
    const [dev, reviewer] = [await company.hire(), await company.hire()]
    const root = await below(null)
    const stages = [{ type: 'review' as const, participants: [{ type: 'agent' as const, id: reviewer.id }] }]
    const task = await below(root, { assigneeId: dev.id, executionPolicy: { stages } })
    const byHand = await below(root, { assigneePersonId: company.board.actor.id, executionPolicy: { stages } })
    await updateTask(await company.asAgent(dev.id), { taskId: task.id, state: 'done' })
    const handedIn = await updateTask(company.board, { taskId: byHand.id, state: 'done' })
    expect(handedIn).toMatchObject({ state: 'in_review', assigneeId: reviewer.id })
    await cancelTree(company.board, { taskId: root.id })
    await restoreTree(company.board, { taskId: root.id })
    expect(await getTask(company.board, { taskId: task.id })).toMatchObject({ state: 'todo', assigneeId: dev.id })
    expect(await getTask(company.board, { taskId: byHand.id })).toMatchObject({
      ...{ assigneeId: null, assigneePersonId: company.board.actor.id },
    })
    expect((await eventsOf('task/assigned')).at(-1)?.data).toMatchObject({ taskId: task.id, agentId: dev.id })
  })

  it('of a thousand tasks is held, cancelled and restored in a few statements', async () => {
    const root = await below(null)
    await asDatabaseOwner(
      `INSERT INTO "Task" (id, "companyId", number, identifier, title, state, "accountableKind", "accountableId", "goalId", "parentId",
         "createdByKind", "createdById")
       SELECT gen_random_uuid(), "companyId", 100000 + n, 'BIG-' || n, 'Part', 'todo', "accountableKind", "accountableId", "goalId", id,
         'system', "companyId" FROM "Task", generate_series(1, 1000) n WHERE id = $1`,
      [root.id],
    )
    const open = async () =>
      (
        await asDatabaseOwner<{ n: number }>(
          `SELECT count(*)::int AS n FROM "Task" WHERE "parentId" = $1 AND state = 'todo'`,
          [root.id],
        )
      )[0]?.n
    await pauseTree(company.board, { taskId: root.id })
    const [entry] = await auditOf(root.id, 'task.treePaused')
    expect(entry?.details).toMatchObject({ count: 1001 })
    expect(entry?.details.taskIds).toHaveLength(100)
    await cancelTree(company.board, { taskId: root.id })
    expect(await open()).toBe(0)
    await restoreTree(company.board, { taskId: root.id })
    expect(await open()).toBe(1000)
  })
})
