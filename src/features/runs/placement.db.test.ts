import { afterAll, describe, expect, it } from 'vitest'
import { updateCompany } from '@/features/companies'
import { createProject } from '@/features/goals'
import { getAgent, listAgents, resumeAgent } from '@/features/org'
import { createTask, getTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import {
  admitWake,
  agentStatus,
  appendRunEvents,
  beatRuns,
  beginRun,
  findOverTasks,
  finishRun,
  getRun,
  leaseRuns,
  listUnplaced,
  listWakes,
  listWorkers,
  noteRefusedWorker,
  registerWorker,
  requestWake,
  settleRun,
} from '.'

afterAll(closePools)

/** A worker of the installation; the others are gone for this test. */
async function onlyWorker(labels: string[], runtimes = ['bash']) {
  await asDatabaseOwner(`UPDATE "Worker" SET "lastBeatAt" = now() - interval '1 day'`)
  const intro = { name: `w-${newId().slice(-6)}`, version: 1, capacity: 5, labels, runtimes }
  return { ...intro, id: (await registerWorker(intro)).workerId }
}

async function admitted(company: TestCompany, agentId: string, cause: 'manual' | 'assignment' = 'manual') {
  const { wakeId } = await requestWake(company.system, { agentId, cause })
  return admitWake(company.system, { wakeId })
}

describe('labels', () => {
  it('bring a run only to a worker that has them all, and say so while there is none', async () => {
    const company = await foundCompany()
    const agent = await company.hire({ runtimeConfig: { command: 'true', workerLabels: ['gpu', 'eu'] } })
    const plain = await onlyWorker(['gpu'])
    const { runId } = await admitted(company, agent.id)
    expect(await leaseRuns(plain, 5)).toEqual([])
    const why = 'no connected worker with the runtime bash has the labels gpu, eu.'
    expect((await getRun(company.board, { runId: runId! })).waitsBecause).toBe(why)
    const status = await agentStatus(company.board, { agentId: agent.id })
    expect(status.reason).toBe(`A run waits in the queue: ${why}`)
    const fitting = await registerWorker({ ...plain, labels: ['eu', 'gpu', 'fast'] })
    expect((await getRun(company.board, { runId: runId! })).waitsBecause).toBeNull()
    const leased = await leaseRuns({ id: fitting.workerId, runtimes: ['bash'], labels: ['eu', 'gpu', 'fast'] }, 5)
    expect(leased.map((run) => run.runId)).toEqual([runId])
  })

  it('name a missing runtime, and that no worker is there at all', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const { runId } = await admitted(company, agent.id)
    const why = async () => (await getRun(company.board, { runId: runId! })).waitsBecause
    await onlyWorker([], ['http'])
    expect(await why()).toBe('no connected worker has the runtime bash.')
    await asDatabaseOwner(`UPDATE "Worker" SET "lastBeatAt" = now() - interval '1 day'`)
    expect(await why()).toContain('no worker is connected')
  })
})

describe('the repository of a project', () => {
  it('is handed over with the run of its task', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const repository = { repositoryUrl: 'https://example.com/a.git', defaultBranch: 'main' }
    const project = await createProject(company.board, { name: 'Code', ...repository })
    const task = { title: 'T', assigneeId: agent.id, projectId: project.id }
    const { id: taskId } = await createTask(company.board, task)
    const { wakeId } = await requestWake(company.system, { agentId: agent.id, cause: 'assignment', taskId })
    await admitWake(company.system, { wakeId })
    const run = (await leaseRuns(await onlyWorker([]), 50)).find((each) => each.runId === wakeId)!
    const begun = await beginRun(company.system, { runId: wakeId, fence: run.fence })
    expect(begun.repository).toEqual({ url: 'https://example.com/a.git', defaultBranch: 'main' })
  })
})

it('tells a worker which of its tasks nobody works on any more, of any company', async () => {
  const [company, other] = [await foundCompany(), await foundCompany()]
  const states = ['todo', 'done', 'cancelled', 'in_review'] as const
  const tasks = await Promise.all(
    [company, other].flatMap(({ board }) => states.map((state) => createTask(board, { title: state, state }))),
  )
  const names = tasks.map(({ companyId, identifier }) => ({ companyId, identifier }))
  const unknown = [
    { companyId: company.id, identifier: 'NONE-1' },
    { companyId: company.id, identifier: 'odd' },
  ]
  const over = tasks.filter((task) => task.state === 'done' || task.state === 'cancelled')
  const found = await findOverTasks([...names, ...unknown])
  expect(found.map((task) => task.identifier).sort()).toEqual(
    [...over, ...unknown].map((task) => task.identifier).sort(),
  )
})

describe('listWorkers', () => {
  it('shows what a worker is, the runs of this company only, and that it ends', async () => {
    const [company, other] = [await foundCompany(), await foundCompany()]
    const worker = await onlyWorker(['eu'])
    for (const each of [company, other]) await admitted(each, (await each.hire()).id)
    const leased = await leaseRuns(worker, 50)
    expect(leased.map((run) => run.companyId)).toEqual(expect.arrayContaining([company.id, other.id]))
    const seen = async (of: TestCompany) => (await listWorkers(of.board, {})).find((each) => each.id === worker.id)
    expect(await seen(company)).toMatchObject({
      ...{ name: worker.name, labels: ['eu'], runtimes: ['bash'], capacity: 5, liveRuns: 1, state: 'ready' },
    })
    await beatRuns(worker.id, leased, true)
    expect(await seen(other)).toMatchObject({ liveRuns: 1, state: 'draining' })
    await asDatabaseOwner(`UPDATE "Worker" SET "lastBeatAt" = now() - interval '30 seconds' WHERE id = $1`, [worker.id])
    expect(await seen(company)).toMatchObject({ state: 'gone' })
  })
})

describe('agents that no worker can run', () => {
  it('are listed by the reason, until a worker fits; one that was turned away for its version is named', async () => {
    const company = await foundCompany()
    const bash = (name: string, config: object) => company.hire({ name, runtimeConfig: { command: 'true', ...config } })
    const [, gpu] = [await bash('Plain', {}), await bash('Gia', { workerLabels: ['gpu'] })]
    await bash('Gus', { workerLabels: ['gpu'], env: { A: 'b' } })
    await company.hire({ name: 'Cody', runtime: 'codex', runtimeConfig: {} })
    await company.hire({ name: 'Pulls', runtime: 'bash', runtimeConfig: {} })
    await onlyWorker([])
    const found = async () =>
      (await listUnplaced(company.board, {})).map(({ reason, agents }) => [reason, agents.map(({ name }) => name)])
    expect(await found()).toEqual([
      ['no connected worker with the runtime bash has the label gpu.', ['Gia', 'Gus']],
      ['no connected worker has the runtime codex.', ['Cody']],
    ])
    const old = { name: 'old', version: 0, capacity: 1, labels: ['gpu'], runtimes: ['bash', 'codex'] }
    await noteRefusedWorker(old)
    await noteRefusedWorker(old)
    expect((await listWorkers(company.board, {})).filter((worker) => worker.state === 'refused')).toHaveLength(1)
    const why = 'the worker that could run it was turned away, because it has another version. Update it.'
    expect(await found()).toEqual([[why, ['Gia', 'Gus', 'Cody']]])
    expect((await agentStatus(company.board, { agentId: gpu.id })).noWorker).toBe(why)
    await registerWorker({ ...old, version: 1 })
    expect(await found()).toEqual([])
  })
})

/** A run of an agent, ended as a worker reports it. */
async function ended(company: TestCompany, agentId: string, ending: { errorCode: string; retryAfterSeconds?: number }) {
  const task = await createTask(company.board, { title: 'T', assigneeId: agentId })
  const { wakeId } = await requestWake(company.system, { agentId, cause: 'assignment', taskId: task.id })
  const { runId } = await admitWake(company.system, { wakeId })
  const worker = await onlyWorker([])
  const run = (await leaseRuns(worker, 50)).find((each) => each.runId === runId)!
  await beginRun(company.system, { runId: run.runId, fence: run.fence })
  const report = { runId: run.runId, workerId: worker.id, fence: run.fence, error: 'The provider said no.' }
  await finishRun(company.system, { ...report, outcome: 'failed', ...ending })
  await settleRun(company.system, { runId: run.runId })
  return task
}

describe('pain 3: what a provider refuses', () => {
  it('by its credentials is not repeated: the agent is paused and the task blocked, each with the reason', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const task = await ended(company, agent.id, { errorCode: 'auth' })
    expect(await getAgent(company.board, { agentId: agent.id })).toMatchObject({ state: 'paused', pauseReason: 'auth' })
    expect(await getTask(company.board, { taskId: task.id })).toMatchObject({
      ...{ state: 'blocked', blockedReason: expect.stringContaining('The provider said no.') },
    })
    expect((await agentStatus(company.board, { agentId: agent.id })).reason).toContain('refused the credentials')
    expect((await listWakes(company.board, { agentId: agent.id })).map((wake) => wake.cause)).toEqual(['assignment'])
    await resumeAgent(company.board, { agentId: agent.id })
    expect((await admitted(company, agent.id)).outcome).toBe('admitted')
  })

  it('until a known time holds the agent until then, tries the work again after it, and lets a person try sooner', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const task = await ended(company, agent.id, { errorCode: 'quota', retryAfterSeconds: 5 * 3600 })
    expect(await getTask(company.board, { taskId: task.id })).not.toMatchObject({ state: 'blocked' })
    const [retry] = await listWakes(company.board, { agentId: agent.id })
    expect(retry).toMatchObject({ cause: 'retry', taskId: task.id, state: 'pending' })
    const { heldUntil, reason } = await agentStatus(company.board, { agentId: agent.id })
    expect(retry!.dueAt >= heldUntil!).toBe(true)
    expect(reason).toContain('quota is used up until then')
    expect(await admitted(company, agent.id, 'assignment')).toMatchObject({ outcome: 'held', reason: 'provider_hold' })
    expect((await admitted(company, agent.id, 'manual')).outcome).toBe('admitted')
  })

  it('until nobody knows when is left to people', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    await ended(company, agent.id, { errorCode: 'quota' })
    expect(await getAgent(company.board, { agentId: agent.id })).toMatchObject({ pauseReason: 'quota' })
  })
})

describe('pain 7: a run that is green but silent', () => {
  it('is shown as stalled by the run, the agent and its status, until it says something', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const { runId } = await admitted(company, agent.id)
    const worker = await onlyWorker([])
    const run = (await leaseRuns(worker, 50)).find((each) => each.runId === runId)!
    const look = async () => [
      (await getRun(company.board, { runId: run.runId })).isStalled,
      (await listAgents(company.board, {})).find((each) => each.id === agent.id)?.isStalled,
      (await agentStatus(company.board, { agentId: agent.id })).isStalled,
    ]
    expect(await look()).toEqual([false, false, false])
    await asDatabaseOwner(`UPDATE "Run" SET "startedAt" = now() - interval '12 minutes' WHERE id = $1`, [run.runId])
    expect(await look()).toEqual([true, true, true])
    expect((await agentStatus(company.board, { agentId: agent.id })).reason).toContain('silent for 12 minutes')
    const event = { seq: 1, at: new Date().toISOString(), kind: 'log', stream: 'stdout', text: 'Still here' } as const
    await appendRunEvents(company.system, { runId: run.runId, fence: run.fence, events: [event] })
    expect(await look()).toEqual([false, false, false])
  })
})

describe('limits of a runtime', () => {
  it('let no more of its agents run at once, whatever races, and call up the next when one ends', async () => {
    const company = await foundCompany()
    await updateCompany(company.board, { runtimeLimits: { bash: 2 } })
    const agents = await Promise.all(Array.from({ length: 6 }, () => company.hire()))
    const endpoint = await company.hire({ runtime: 'http', runtimeConfig: { endpoint: 'http://127.0.0.1:9' } })
    const answers = await Promise.all(agents.map((agent) => admitted(company, agent.id)))
    expect(answers.filter((answer) => answer.outcome === 'admitted')).toHaveLength(2)
    expect(new Set(answers.map((answer) => answer.reason))).toEqual(new Set([null, 'runtime_concurrency']))
    expect((await admitted(company, endpoint.id)).outcome).toBe('admitted')
    const worker = await onlyWorker([])
    const [run] = (await leaseRuns(worker, 50)).filter((each) => answers.some(({ runId }) => runId === each.runId))
    const report = { runId: run!.runId, workerId: worker.id, fence: run!.fence }
    await finishRun(company.system, { ...report, outcome: 'succeeded' })
    await settleRun(company.system, { runId: run!.runId })
    const called = await asDatabaseOwner<{ wakeId: string }>(
      `SELECT data->>'wakeId' AS "wakeId" FROM "OutboxEvent" WHERE "companyId" = $1 AND name = 'agent/wakeup.requested' ORDER BY id DESC LIMIT 1`,
      [company.id],
    )
    expect((await admitWake(company.system, { wakeId: called[0]!.wakeId })).outcome).toBe('admitted')
  })
})
