import { afterAll, describe, expect, it } from 'vitest'
import { getBudget, setBudget } from '@/features/budgets'
import { pauseCompany, updateCompany } from '@/features/companies'
import { createProject, updateProject } from '@/features/goals'
import { pauseAgent, resumeAgent } from '@/features/org'
import { checkOutTask, createTask, getTask, pauseTree, postMessage, releaseTask, updateTask } from '@/features/tasks'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import type { Refusal } from '@/platform/errors'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import {
  admitWake,
  askRunToStop,
  beatRuns,
  beginRun,
  closeRun,
  finishRun,
  leaseRuns,
  listRunEvents,
  listRuns,
  listWakes,
  registerWorker,
  requestWake,
  settleRun,
  WAKE_CAUSES,
} from '..'

afterAll(closePools)

const wake = (company: TestCompany, agentId: string, taskId?: string) =>
  requestWake(company.system, { agentId, cause: taskId ? 'assignment' : 'manual', taskId })

async function startRun(company: TestCompany, agentId: string, taskId?: string) {
  const { wakeId } = await wake(company, agentId, taskId)
  const { runId } = await admitWake(company.system, { wakeId })
  const worker = await registerWorker({ name: 'test', version: 1, capacity: 500, labels: [], runtimes: ['bash'] })
  const leased = await leaseRuns({ id: worker.workerId, runtimes: ['bash'] }, 500)
  const run = leased.find((each) => each.runId === runId)!
  await beginRun(company.system, { runId: run.runId, fence: run.fence })
  return { ...run, workerId: worker.workerId }
}

/** Lets the engine's latest calls for an agent ask for admission. @returns the run that came of them */
async function admitCalled(company: TestCompany, agentId: string): Promise<string | null> {
  const called = await asDatabaseOwner<{ wakeId: string }>(
    `SELECT data ->> 'wakeId' AS "wakeId" FROM "OutboxEvent" WHERE "companyId" = $1 AND name = 'agent/wakeup.requested'
       AND data ->> 'agentId' = $2 AND txid = (SELECT max(txid) FROM "OutboxEvent" WHERE "companyId" = $1) ORDER BY seq`,
    [company.id, agentId],
  )
  for (const { wakeId } of called) {
    const { outcome, runId } = await admitWake(company.system, { wakeId })
    if (outcome === 'admitted') return runId
  }
  return null
}

describe('fifty wakes at once', () => {
  it('become fifty runs, one an agent, and none is lost', async () => {
    const company = await foundCompany()
    const agents = await Promise.all(Array.from({ length: 50 }, () => company.hire()))
    const wakes = await Promise.all(agents.map((agent) => wake(company, agent.id)))
    // every admission is asked for three times at once, as a durable engine may
    const asked = wakes.flatMap(({ wakeId }) => [1, 2, 3].map(() => admitWake(company.system, { wakeId })))
    const answers = await Promise.all(asked)
    expect(answers.filter((answer) => answer.outcome === 'admitted')).toHaveLength(50)
    const runs = await listRuns(company.board, { limit: 200 })
    expect(new Set(runs.map((run) => run.agentId)).size).toBe(50)
    expect(runs).toHaveLength(50)
  })

  it('for one agent become one run, and the rest is answered by the next', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const first = await wake(company, agent.id)
    await admitWake(company.system, { wakeId: first.wakeId })
    const late = await Promise.all(Array.from({ length: 20 }, () => wake(company, agent.id)))
    const held = await Promise.all(late.map(({ wakeId }) => admitWake(company.system, { wakeId })))
    expect(new Set(held.map((answer) => answer.reason))).toEqual(new Set(['agent_busy']))
    await closeRun(company.system, {
      runId: first.wakeId,
      fence: 0,
      state: 'cancelled',
      errorCode: 'stopped',
      error: 'test',
    })
    const { nextWakeId } = await settleRun(company.system, { runId: first.wakeId })
    const next = await admitWake(company.system, { wakeId: nextWakeId! })
    expect(next.outcome).toBe('admitted')
    const inbox = await listWakes(company.board, { agentId: agent.id })
    expect(inbox.filter((each) => each.runId === next.runId)).toHaveLength(20)
  })
})

it('two answers admitted at the same moment become one run, and the other waits for its end', async () => {
  const company = await foundCompany()
  for (let round = 0; round < 8; round++) {
    const agent = await company.hire(round === 0 ? {} : { name: `Agent ${round}` })
    const wish = { agentId: agent.id, cause: 'approval' as const }
    const wakes = await Promise.all([1, 2, 3].map(() => requestWake(company.system, wish)))
    const answers = await Promise.all(wakes.map(({ wakeId }) => admitWake(company.system, { wakeId })))
    const outcomes = answers.map(({ outcome, reason }) => reason ?? outcome)
    expect(outcomes.sort()).toEqual(['admitted', 'agent_busy', 'agent_busy'])
  }
})

it('an answer whose admission starts the one before it says that it waits for the end of that run', async () => {
  const company = await foundCompany()
  const wish = { agentId: (await company.hire()).id, cause: 'approval' as const }
  const first = await requestWake(company.system, wish)
  const second = await requestWake(company.system, wish)
  expect((await admitWake(company.system, { wakeId: second.wakeId })).runId).toBe(first.wakeId)
  const waiting = await listWakes(company.board, { agentId: wish.agentId, state: 'pending' })
  expect(waiting).toMatchObject([{ id: second.wakeId, reason: 'agent_busy' }])
})

describe('holding', () => {
  it('of one wake keeps no checks waiting behind it, and checks that are held keep no work waiting', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const [first, root] = [await wake(company, agent.id), await createTask(company.board, { title: 'Root' })]
    const acceptance = [{ id: 'there', kind: 'file_exists' as const, path: 'a.txt' }]
    const part = { title: 'Part', assigneeId: agent.id, acceptance }
    const tasks = [
      await createTask(company.board, { ...part, parentId: root.id }),
      await createTask(company.board, part),
    ]
    await pauseTree(company.board, { taskId: root.id })
    await admitWake(company.system, { wakeId: first.wakeId })
    // of the task on hold and of the free one: its work, and its checks
    const came: string[] = []
    for (const { id: taskId } of tasks) {
      const { verification } = await updateTask(company.board, { taskId, state: 'done' })
      const payload = { verificationId: verification!.id }
      const checks = { agentId: agent.id, cause: 'verification' as const, taskId, payload }
      const mention = { agentId: agent.id, cause: 'mention' as const, taskId }
      for (const wish of [mention, checks]) came.push((await requestWake(company.system, wish)).wakeId)
    }
    for (const wakeId of came) expect((await admitWake(company.system, { wakeId })).reason).toBe('agent_busy')
    const end = { fence: 0, state: 'cancelled' as const, errorCode: 'stopped', error: 'test' }
    const admitted: string[] = []
    for (let runId: string | null = first.wakeId; runId; ) {
      await closeRun(company.system, { runId, ...end })
      await settleRun(company.system, { runId })
      runId = await admitCalled(company, agent.id)
      if (runId) admitted.push(runId)
    }
    // what is on hold waits, and nothing else
    expect(admitted.sort()).toEqual(came.slice(2).sort())
  })

  it('keeps wakes of a paused agent, and of a paused company, in the inbox with the reason', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const task = await createTask(company.board, { title: 'Wait', assigneeId: agent.id })
    await pauseAgent(company.board, { agentId: agent.id })
    const { wakeId } = await wake(company, agent.id, task.id)
    expect(await admitWake(company.system, { wakeId })).toMatchObject({ outcome: 'held', reason: 'agent_paused' })
    await resumeAgent(company.board, { agentId: agent.id })
    await pauseCompany(company.board, {})
    expect(await admitWake(company.system, { wakeId })).toMatchObject({ outcome: 'held', reason: 'company_paused' })
  })

  it('refuses to wake a paused agent by hand', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    await pauseAgent(company.board, { agentId: agent.id })
    expect(await wake(company, agent.id).catch((error: Refusal) => error.code)).toBe('illegal_transition')
  })

  it('starts no run without budget, and reserves nothing then', async () => {
    const company = await foundCompany({ capMicros: 5_000 })
    const agent = await company.hire()
    const { wakeId } = await wake(company, agent.id)
    expect(await admitWake(company.system, { wakeId })).toMatchObject({ outcome: 'held', reason: 'budget_exhausted' })
    const lacking = expect.stringContaining('has $0.0050 left this month; a run asks for $0.01.')
    expect(await listWakes(company.board, { agentId: agent.id })).toMatchObject([{ detail: lacking }])
    expect(await listRuns(company.board, {})).toEqual([])
    const scope = { scopeKind: 'agent' as const, scopeId: agent.id }
    expect((await getBudget(company.board, scope)).reserved).toBe(0)
    await setBudget(company.board, { scopeKind: 'company', scopeId: company.id, cap: 50_000 })
    expect((await admitWake(company.system, { wakeId })).outcome).toBe('admitted')
    expect((await getBudget(company.board, scope)).reserved).toBe(10_000)
  })

  it('leaves no run and no reservation behind when the task cannot be taken', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const project = await createProject(company.board, { name: 'Paused' })
    const task = { title: 'T', assigneeId: agent.id, projectId: project.id }
    const { id: taskId } = await createTask(company.board, task)
    const { wakeId } = await requestWake(company.system, { agentId: agent.id, cause: 'assignment', taskId })
    await updateProject(company.board, { projectId: project.id, isPaused: true })
    expect(await admitWake(company.system, { wakeId })).toMatchObject({ outcome: 'held', reason: 'project_paused' })
    expect(await listRuns(company.board, {})).toEqual([])
    const scope = { scopeKind: 'agent' as const, scopeId: agent.id }
    expect((await getBudget(company.board, scope)).reserved).toBe(0)
    await updateProject(company.board, { projectId: project.id, isPaused: false })
    expect((await admitWake(company.system, { wakeId })).outcome).toBe('admitted')
  })

  it('never reserves past the cap when twenty runs ask at once', async () => {
    const company = await foundCompany({ capMicros: 75_000 })
    const agents = await Promise.all(Array.from({ length: 20 }, () => company.hire()))
    const wakes = await Promise.all(agents.map((agent) => wake(company, agent.id)))
    const answers = await Promise.all(wakes.map(({ wakeId }) => admitWake(company.system, { wakeId })))
    expect(answers.filter((answer) => answer.outcome === 'admitted')).toHaveLength(7)
    const budget = await getBudget(company.board, { scopeKind: 'company', scopeId: company.id })
    expect(budget).toMatchObject({ reserved: 70_000, remaining: 5_000 })
  })

  it('keeps to the number of runs that a company allows at once', async () => {
    const company = await foundCompany()
    await updateCompany(company.board, { maxConcurrentRuns: 1 })
    const [a, b] = await Promise.all([company.hire(), company.hire()])
    const first = await wake(company, a.id)
    const second = await wake(company, b.id)
    await admitWake(company.system, { wakeId: first.wakeId })
    const answer = await admitWake(company.system, { wakeId: second.wakeId })
    expect(answer).toMatchObject({ outcome: 'held', reason: 'company_concurrency' })
  })
})

describe('pain 15: a paused agent', () => {
  it.each(WAKE_CAUSES.filter((cause) => cause !== 'manual' && cause !== 'verification'))(
    'is not started by %s',
    async (cause) => {
      const company = await foundCompany()
      const agent = await company.hire()
      const task = await createTask(company.board, { title: 'Wait', assigneeId: agent.id })
      await pauseAgent(company.board, { agentId: agent.id })
      const { wakeId } = await requestWake(company.system, { agentId: agent.id, cause, taskId: task.id })
      expect(await admitWake(company.system, { wakeId })).toMatchObject({ outcome: 'held', reason: 'agent_paused' })
      expect(await listRuns(company.board, {})).toEqual([])
    },
  )

  it('has one run at most however many wakes race with its pause, and none later', async () => {
    const company = await foundCompany()
    for (let i = 0; i < 10; i += 1) {
      const agent = await company.hire()
      const wakes = await Promise.all([1, 2, 3].map(() => wake(company, agent.id)))
      await Promise.all([
        ...wakes.map(({ wakeId }) => admitWake(company.system, { wakeId })),
        pauseAgent(company.board, { agentId: agent.id }),
      ])
      expect((await listRuns(company.board, { agentId: agent.id })).length).toBeLessThanOrEqual(1)
      const again = await requestWake(company.system, { agentId: agent.id, cause: 'message' })
      expect((await admitWake(company.system, { wakeId: again.wakeId })).reason).toBe('agent_paused')
    }
  })
})

describe('relevance', () => {
  it('pain 25: drops a wake whose task is over or has gone to somebody else', async () => {
    const company = await foundCompany()
    const [a, b] = await Promise.all([company.hire(), company.hire()])
    const over = await createTask(company.board, { title: 'Over', assigneeId: a.id })
    const moved = await createTask(company.board, { title: 'Moved', assigneeId: a.id })
    const wakes = [await wake(company, a.id, over.id), await wake(company, a.id, moved.id)]
    await updateTask(company.board, { taskId: over.id, state: 'cancelled' })
    await updateTask(company.board, { taskId: moved.id, assigneeId: b.id })
    await admitWake(company.system, { wakeId: wakes[0]!.wakeId })
    const inbox = await listWakes(company.board, { agentId: a.id })
    expect(inbox.map((each) => each.reason).sort()).toEqual(['task_moved', 'task_over'])
  })
})

describe('a worker that dies', () => {
  it('pain 4: loses its run and its task within the lease; the run is tried again, and the dead worker cannot write', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const task = await createTask(company.board, { title: 'Survive', assigneeId: agent.id })
    const run = await startRun(company, agent.id, task.id)
    expect((await getTask(company.board, { taskId: task.id })).lease?.runId).toBe(run.runId)
    const lost = { runId: run.runId, fence: run.fence, state: 'failed' as const, errorCode: 'lost', error: 'silent' }
    expect(await closeRun(company.system, lost)).toEqual({ state: 'running' })
    const afterLease = setClock(() => new Date(Date.now() + 25_000))
    expect(await closeRun(company.system, lost)).toEqual({ state: 'failed' })
    afterLease()
    const later = setClock(() => new Date(Date.now() + 26_000))
    expect((await getTask(company.board, { taskId: task.id })).lease).toBeNull()
    later()
    const report = { runId: run.runId, workerId: run.workerId, fence: run.fence, outcome: 'succeeded' as const }
    expect(await finishRun(company.system, report).catch((error: Refusal) => error.code)).toBe('stale_version')
    expect(await beatRuns(run.workerId, [run])).toEqual([{ runId: run.runId, order: 'gone' }])
    const retry = (await listWakes(company.board, { agentId: agent.id })).find((each) => each.cause === 'retry')!
    expect(await admitWake(company.system, { wakeId: retry.id })).toMatchObject({ outcome: 'later' })
    const restore = setClock(() => new Date(Date.now() + 40_000))
    const again = await admitWake(company.system, { wakeId: retry.id })
    restore()
    expect(again.outcome).toBe('admitted')
    expect((await listRuns(company.board, {}))[0]).toMatchObject({ id: again.runId, attempt: 2 })
  })

  it('pain 12: leaves the task to the retry with one lock: checkout, message, change and release all work', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const task = await createTask(company.board, { title: 'One lock', assigneeId: agent.id })
    const taskId = task.id
    const run = await startRun(company, agent.id, taskId)
    const restore = setClock(() => new Date(Date.now() + 60_000))
    try {
      const lost = { runId: run.runId, fence: run.fence, state: 'failed' as const, errorCode: 'lost', error: 'silent' }
      await closeRun(company.system, lost)
      const retry = (await listWakes(company.board, { agentId: agent.id })).find((each) => each.cause === 'retry')!
      setClock(() => new Date(Date.now() + 120_000))
      const again = await admitWake(company.system, { wakeId: retry.id })
      expect((await getTask(company.board, { taskId })).lease).toMatchObject({ runId: again.runId })
      const asRetry = await company.asAgent(agent.id, again.runId)
      expect((await checkOutTask(asRetry, { taskId, agentId: agent.id })).lease?.runId).toBe(again.runId)
      await postMessage(asRetry, { taskId, content: 'Going on' })
      await updateTask(asRetry, { taskId, priority: 'high' })
      expect((await releaseTask(asRetry, { taskId })).lease).toBeNull()
    } finally {
      restore()
    }
  })

  it('is reported twice and changes nothing the second time', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const run = await startRun(company, agent.id)
    const report = {
      runId: run.runId,
      workerId: run.workerId,
      fence: run.fence,
      outcome: 'succeeded' as const,
      exitCode: 0,
    }
    expect(await Promise.all([1, 2, 3].map(() => finishRun(company.system, report)))).toEqual(
      Array(3).fill({ state: 'succeeded' }),
    )
    const [entries] = await asDatabaseOwner<{ n: number }>(
      `SELECT count(*)::int AS n FROM "AuditEntry" WHERE action = 'run.finished' AND "subjectId" = $1`,
      [run.runId],
    )
    expect(entries?.n).toBe(1)
  })

  it('blocks the task when a failure cannot be mended, and says why in the thread', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const task = await createTask(company.board, { title: 'Bad key', assigneeId: agent.id })
    const run = await startRun(company, agent.id, task.id)
    const error = 'The provider refused the key.'
    await finishRun(company.system, {
      runId: run.runId,
      workerId: run.workerId,
      fence: run.fence,
      outcome: 'failed',
      errorCode: 'auth',
      error,
    })
    const after = await getTask(company.board, { taskId: task.id })
    expect(after).toMatchObject({ state: 'blocked', messageCount: 1 })
    expect(after.blockedReason).toContain(error)
  })
})

describe('what an agent may do to others', () => {
  it('is no more than to wake them by hand, because of its own run, and never itself', async () => {
    const company = await foundCompany()
    const [a, b] = await Promise.all([company.hire(), company.hire()])
    const run = await startRun(company, a.id)
    const asA = await company.asAgent(a.id, run.runId)
    const poison = {
      payload: { attempt: 'x', retryOfRunId: 'y' },
      cause: 'retry' as const,
      retry: { ofRunId: run.runId, attempt: 99 },
    }
    const { wakeId } = await requestWake(asA, { agentId: b.id, ...poison })
    expect((await admitWake(company.system, { wakeId })).outcome).toBe('admitted')
    expect((await listRuns(company.board, { agentId: b.id }))[0]).toMatchObject({ cause: 'manual', attempt: 1 })
    expect(await requestWake(asA, { agentId: a.id, cause: 'manual' }).catch((error: Refusal) => error.code)).toBe(
      'forbidden',
    )
    const other = askRunToStop(asA, { runId: wakeId })
    expect(await other.catch((error: Refusal) => error.code)).toBe('forbidden')
  })

  it('does not take over a task by failing, or answering, in its thread', async () => {
    const company = await foundCompany()
    const [owner, guest] = await Promise.all([company.hire(), company.hire()])
    const task = await createTask(company.board, { title: 'Mine', assigneeId: owner.id })
    for (const end of [
      { outcome: 'failed' as const, errorCode: 'invalid_response', error: 'no answer' },
      { outcome: 'succeeded' as const, work: { status: 'done' as const, summary: 'Looks fine to me.' } },
    ]) {
      const { wakeId } = await requestWake(company.system, { agentId: guest.id, cause: 'mention', taskId: task.id })
      await admitWake(company.system, { wakeId })
      const worker = await registerWorker({ name: 'test', version: 1, capacity: 500, labels: [], runtimes: ['bash'] })
      const leased = await leaseRuns({ id: worker.workerId, runtimes: ['bash'] }, 500)
      const run = leased.find((each) => each.runId === wakeId)!
      await finishRun(company.system, { runId: wakeId, workerId: worker.workerId, fence: run.fence, ...end })
    }
    expect(await getTask(company.board, { taskId: task.id })).toMatchObject({ state: 'todo', messageCount: 2 })
  })
})

describe('what a run prints', () => {
  it('is stored whatever it is, and the run ends', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const run = await startRun(company, agent.id)
    const texts = ['a \\u0000 as text', 'a NUL \0 itself', 'half \ud800 of a character']
    const events = texts.map((text, i) => ({
      ...{ seq: i + 1, at: new Date().toISOString(), kind: 'log' as const, stream: 'stdout' as const, text },
    }))
    const ids = { runId: run.runId, workerId: run.workerId, fence: run.fence }
    expect(await finishRun(company.system, { ...ids, outcome: 'succeeded', events })).toEqual({ state: 'succeeded' })
    const stored = await listRunEvents(company.board, { runId: run.runId })
    expect(stored.map((event) => event.text)).toEqual([
      'a \\u0000 as text',
      'a NUL  itself',
      'half \ufffd of a character',
    ])
  })
})

describe('an HTTP agent', () => {
  it('is carried out in its own name: summary, cost and state', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const task = await createTask(company.board, { title: 'Work', assigneeId: agent.id })
    const run = await startRun(company, agent.id, task.id)
    const work = {
      status: 'done' as const,
      summary: 'All good.',
      tokensIn: 1000,
      tokensOut: 100,
      model: 'claude-haiku-4-5',
    }
    await finishRun(company.system, {
      runId: run.runId,
      workerId: run.workerId,
      fence: run.fence,
      outcome: 'succeeded',
      work,
    })
    expect(await getTask(company.board, { taskId: task.id })).toMatchObject({
      state: 'done',
      completionSummary: 'All good.',
      costMicros: 1500,
    })
    const [entry] = await asDatabaseOwner<{ actorId: string; runId: string }>(
      `SELECT "actorId", "runId" FROM "AuditEntry" WHERE action = 'task.completed' AND "subjectId" = $1`,
      [task.id],
    )
    expect(entry).toEqual({ actorId: agent.id, runId: run.runId })
  })

  it('fails the run, and does nothing else, when it delegates to nobody', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const task = await createTask(company.board, { title: 'Work', assigneeId: agent.id })
    const run = await startRun(company, agent.id, task.id)
    const work = { status: 'delegated' as const, summary: 'Somebody else.', tokensIn: 1000, model: 'claude-haiku-4-5' }
    await finishRun(company.system, {
      runId: run.runId,
      workerId: run.workerId,
      fence: run.fence,
      outcome: 'succeeded',
      work,
    })
    expect((await listRuns(company.board, {}))[0]).toMatchObject({
      state: 'failed',
      errorCode: 'invalid_response',
      // what it used is booked all the same
      costMicros: 1000,
    })
  })
})
