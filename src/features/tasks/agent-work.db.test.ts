import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateCompany } from '@/features/companies'
import { pauseAgent } from '@/features/org'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, refusal, type TestCompany } from '@/testing/company'
import {
  checkOutTask,
  createTask,
  delegateTask,
  forceReleaseTask,
  getTask,
  handleFailedWork,
  listAgentWork,
  listMessages,
  releaseTask,
  updateTask,
} from '.'

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
})
afterAll(closePools)

async function aRun(agentId: string, taskId: string | null, state = 'running'): Promise<string> {
  const id = newId()
  await asDatabaseOwner(
    `INSERT INTO "Run" (id, "companyId", "agentId", "taskId", cause, runtime, state, context)
     SELECT $1, "companyId", id, $3, 'manual', 'bash', $4, '{}' FROM "Agent" WHERE id = $2`,
    [id, agentId, taskId, state],
  )
  return id
}
const endRun = (runId: string) => asDatabaseOwner(`UPDATE "Run" SET state = 'failed' WHERE id = $1`, [runId])

describe("an agent's own lease", () => {
  it('is prolonged by its run, refused to its other runs while that one lives, and adopted when it does not', async () => {
    const agent = await company.hire()
    const task = await createTask(company.board, { title: 'Held', assigneeId: agent.id })
    const asked = { taskId: task.id, agentId: agent.id }
    const runId = await aRun(agent.id, task.id)
    const [first, outside] = [await company.asAgent(agent.id, runId), await company.asAgent(agent.id)]
    // taken without a run, adopted by the first run that asks
    const loose = await checkOutTask(outside, asked)
    const taken = await checkOutTask(first, asked)
    expect(taken.lease).toMatchObject({ runId, fence: loose.lease!.fence + 1 })
    expect((await checkOutTask(first, asked)).lease?.fence).toBe(taken.lease?.fence)
    expect(await refusal(checkOutTask(outside, asked))).toMatchObject({
      code: 'already_claimed',
      facts: { holderRunId: runId, isAlive: true },
    })
    await endRun(runId)
    expect((await checkOutTask(outside, asked)).lease).toMatchObject({ runId: null, fence: taken.lease!.fence + 1 })
  })

  it('is taken away by people only, also from a live run, and the log says from whom', async () => {
    const agent = await company.hire()
    const task = await createTask(company.board, { title: 'Held', assigneeId: agent.id })
    const runId = await aRun(agent.id, task.id)
    const asRun = await company.asAgent(agent.id, runId)
    await checkOutTask(asRun, { taskId: task.id, agentId: agent.id })
    expect((await refusal(forceReleaseTask(asRun, { taskId: task.id })))?.code).toBe('forbidden')
    const kept = await forceReleaseTask(company.board, { taskId: task.id })
    expect(kept).toMatchObject({ state: 'todo', assigneeId: agent.id, lease: null })
    await checkOutTask(asRun, { taskId: task.id, agentId: agent.id })
    const free = await forceReleaseTask(company.board, { taskId: task.id, clearAssignee: true })
    expect(free).toMatchObject({ state: 'todo', assigneeId: null, lease: null })
    const [entry] = await asDatabaseOwner<{ details: object }>(
      `SELECT details FROM "AuditEntry" WHERE action = 'task.forceReleased' AND "subjectId" = $1 ORDER BY seq DESC`,
      [task.id],
    )
    expect(entry?.details).toMatchObject({ holder: { agentId: agent.id, runId, isAlive: true }, clearAssignee: true })
    await endRun(runId)
  })

  it('is not had by a paused agent, nor of a task that a person has', async () => {
    const [paused, other] = await Promise.all([company.hire(), company.hire()])
    const task = await createTask(company.board, { title: 'Hers', assigneePersonId: company.board.actor.id })
    const asOther = await company.asAgent(other.id)
    expect((await refusal(checkOutTask(asOther, { taskId: task.id, agentId: other.id })))?.code).toBe('forbidden')
    await pauseAgent(company.board, { agentId: paused.id })
    const refused = await refusal(checkOutTask(company.board, { taskId: task.id, agentId: paused.id }))
    expect(refused?.facts.rule).toBe('agent_paused')
  })
})

describe('the queue', () => {
  it('is what the agent is in, then priority, where a day of waiting is worth a step; nothing starves', async () => {
    const own = await foundCompany()
    const agent = await own.hire()
    const add = async (title: string, priority: 'critical' | 'high' | 'low', hoursAgo: number) => {
      const task = await createTask(own.board, { title, priority, assigneeId: agent.id })
      await asDatabaseOwner(`UPDATE "Task" SET "createdAt" = now() - make_interval(hours => $2) WHERE id = $1`, [
        task.id,
        hoursAgo,
      ])
      return task
    }
    await add('low, 4 days', 'low', 96)
    await add('critical, 2 days', 'critical', 48)
    await add('critical, new', 'critical', 0)
    await add('high, 23 hours', 'high', 23)
    await add('high, 25 hours', 'high', 25)
    const started = await add('in progress', 'low', 0)
    await checkOutTask(own.board, { taskId: started.id, agentId: agent.id })
    const queue = async () => (await listAgentWork(own.board, { agentId: agent.id })).map((task) => task.title)
    expect(await queue()).toEqual([
      ...['in progress', 'critical, 2 days', 'low, 4 days', 'high, 25 hours', 'critical, new', 'high, 23 hours'],
    ])
    await updateCompany(own.board, { queueOrder: 'fifo' })
    expect(await queue()).toEqual([
      ...['in progress', 'low, 4 days', 'critical, 2 days', 'high, 25 hours', 'high, 23 hours', 'critical, new'],
    ])
  })

  it('leaves out what is not due yet or put away, and wakes when it is due', async () => {
    const agent = await company.hire()
    const notBefore = new Date(Date.now() + 3_600_000).toISOString()
    const later = await createTask(company.board, { title: 'Later', assigneeId: agent.id, notBefore })
    const hidden = await createTask(company.board, { title: 'Away', assigneeId: agent.id })
    await updateTask(company.board, { taskId: hidden.id, isHidden: true })
    expect(await listAgentWork(company.board, { agentId: agent.id })).toEqual([])
    const [event] = await asDatabaseOwner<{ data: object }>(
      `SELECT data FROM "OutboxEvent" WHERE name = 'task/assigned' AND data->>'taskId' = $1`,
      [later.id],
    )
    expect(event?.data).toMatchObject({ agentId: agent.id, notBefore })
  })
})

describe('before the strategy is approved', () => {
  it('the root agent drafts in the backlog and sets nothing going; afterwards it may', async () => {
    const own = await foundCompany()
    const root = await own.hire()
    const report = await own.hire({ managerId: root.id })
    await updateCompany(own.board, { gates: { approve_ceo_strategy: 'admin' } })
    const asRoot = await own.asAgent(root.id)
    const draft = await createTask(asRoot, { title: 'Draft', assigneeId: report.id })
    expect(draft.state).toBe('backlog')
    const free = await createTask(asRoot, { title: 'Free' })
    const given = await createTask(own.board, { title: 'Write the strategy', assigneeId: root.id })
    const dropped = await createTask(asRoot, { title: 'Dropped' })
    await updateTask(asRoot, { taskId: dropped.id, state: 'cancelled' })
    const steps = [
      () => createTask(asRoot, { title: 'Now', state: 'todo' }),
      () => updateTask(asRoot, { taskId: draft.id, state: 'todo' }),
      () => updateTask(asRoot, { taskId: free.id, assigneeId: report.id }),
      () => updateTask(asRoot, { taskId: dropped.id, state: 'todo', reopen: true }),
      () => delegateTask(asRoot, { taskId: given.id, toAgentId: report.id }),
      () => delegateTask(asRoot, { taskId: given.id, toAgentId: report.id, asSubtask: true }),
      () => checkOutTask(asRoot, { taskId: free.id, agentId: root.id }),
    ]
    for (const step of steps) {
      expect(await refusal(step())).toMatchObject({
        code: 'needs_approval',
        facts: { action: 'approve_ceo_strategy', needs: 'admin' },
      })
    }
    // what people gave it, it does
    await checkOutTask(asRoot, { taskId: given.id, agentId: root.id })
    expect((await updateTask(asRoot, { taskId: given.id, state: 'done' })).state).toBe('done')
    await asDatabaseOwner(`UPDATE "Company" SET "strategyApprovedAt" = now() WHERE id = $1`, [own.id])
    expect((await updateTask(asRoot, { taskId: draft.id, state: 'todo' })).state).toBe('todo')
  })
})

describe('failed work', () => {
  const fail = async (own: TestCompany, taskId: string, agentId: string) => {
    await aRun(agentId, taskId, 'failed')
    return handleFailedWork(own.system, { taskId, agentId, reason: 'out of memory', attempts: 3 })
  }

  it('blocks the task without a policy, and says so once in the thread', async () => {
    const agent = await company.hire()
    const task = await createTask(company.board, { title: 'Doomed', assigneeId: agent.id })
    expect(await fail(company, task.id, agent.id)).toEqual({ outcome: 'blocked' })
    const after = await getTask(company.board, { taskId: task.id })
    expect(after).toMatchObject({ state: 'blocked', blockedReason: 'The run failed: out of memory', messageCount: 1 })
  })

  it('goes up the managers at work, then to the person who answers for it', async () => {
    const own = await foundCompany()
    await updateCompany(own.board, { failurePolicy: 'escalate_to_manager' })
    const root = await own.hire({ name: 'Root' })
    const middle = await own.hire({ managerId: root.id })
    const agent = await own.hire({ managerId: middle.id })
    await pauseAgent(own.board, { agentId: middle.id })
    const task = await createTask(own.board, { title: 'Doomed', assigneeId: agent.id })
    expect(await fail(own, task.id, agent.id)).toEqual({ outcome: 'reassigned' })
    expect(await getTask(own.board, { taskId: task.id })).toMatchObject({ assigneeId: root.id, state: 'todo' })
    expect(await fail(own, task.id, root.id)).toEqual({ outcome: 'escalated' })
    const after = await getTask(own.board, { taskId: task.id })
    expect(after).toMatchObject({ assigneeId: null, assigneePersonId: own.board.actor.id, state: 'todo' })
    const thread = await listMessages(own.board, { taskId: task.id })
    expect(thread.map((message) => message.role)).toEqual(['system', 'system'])
    expect(thread[0]?.content).toMatch(/out of memory[\s\S]*Root has the task now, as the nearest manager/)
  })

  it('goes to who fits best, each agent once, and ends with a person however many fail', async () => {
    const own = await foundCompany()
    await updateCompany(own.board, { failurePolicy: 'reassign_by_capability' })
    const root = await own.hire({ name: 'Root' })
    const hire = (name: string, capabilities: string) => own.hire({ name, capabilities, managerId: root.id })
    const first = await hire('First', 'deploy')
    const best = await hire('Best', 'deploy kubernetes cluster')
    const second = await hire('Second', 'deploy kubernetes')
    await hire('Other', 'painting')
    const task = await createTask(own.board, { title: 'Deploy the kubernetes cluster', assigneeId: first.id })
    const path: (string | null)[] = []
    for (let agentId: string | null = first.id; agentId && path.length < 10; ) {
      await fail(own, task.id, agentId)
      agentId = (await getTask(own.board, { taskId: task.id })).assigneeId
      path.push(agentId)
    }
    expect(path).toEqual([best.id, second.id, root.id, null])
    const after = await getTask(own.board, { taskId: task.id })
    expect(after.assigneePersonId).toBe(own.board.actor.id)
  })

  it('is only told where the task is somebody else’s by now', async () => {
    const [a, b] = await Promise.all([company.hire(), company.hire()])
    const task = await createTask(company.board, { title: 'Moved', assigneeId: b.id })
    expect(await fail(company, task.id, a.id)).toEqual({ outcome: 'told' })
    expect(await getTask(company.board, { taskId: task.id })).toMatchObject({ assigneeId: b.id, state: 'todo' })
    await releaseTask(company.board, { taskId: task.id })
  })
})
