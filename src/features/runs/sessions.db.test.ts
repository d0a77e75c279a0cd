import { afterAll, expect, it } from 'vitest'
import { listCosts } from '@/features/budgets'
import {
  admitWake,
  agentStatus,
  beginRun,
  findOverdueWakes,
  finishRun,
  leaseRuns,
  listSessions,
  promptOf,
  registerWorker,
  requestWake,
  resetSession,
} from '@/features/runs'
import { createTask, listMessages, postMessage } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany } from '@/testing/company'

afterAll(closePools)

const gone = () => asDatabaseOwner(`UPDATE "Worker" SET "lastBeatAt" = now() - interval '1 hour'`)
const RUNTIMES = ['bash', 'codex', 'acp', 'openai-compatible']
const withCodex = () => registerWorker({ name: 'w', version: 1, capacity: 5, labels: [], runtimes: RUNTIMES })

type Tool = 'codex' | 'acp' | 'openai-compatible'

/** An agent, on Codex when nothing else is said, with a task; `run` makes a run of it and gives what the worker would get, and how to end it. */
async function working(runtime: Tool = 'codex', runtimeConfig: Record<string, unknown> = {}) {
  const { board, system, hire } = await foundCompany()
  const { workerId } = await withCodex()
  const agent = await hire({ runtime, runtimeConfig })
  const task = await createTask(board, { title: 'Work', assigneeId: agent.id })
  async function run() {
    const { wakeId } = await requestWake(system, { agentId: agent.id, cause: 'manual', taskId: task.id })
    await admitWake(system, { wakeId })
    const leased = (await leaseRuns({ id: workerId, runtimes: [runtime] }, 50)).find((each) => each.runId === wakeId)!
    const begun = await beginRun(system, { runId: wakeId, fence: leased.fence })
    const finish = (end: Partial<Parameters<typeof finishRun>[1]>) =>
      finishRun(system, { runId: wakeId, workerId, fence: leased.fence, outcome: 'succeeded', ...end })
    return { begun, finish }
  }
  return { board, agent, task, run }
}
const used = (tokensIn: number, costMicros?: number) => ({
  model: 'no-such-model',
  tokensIn,
  tokensCached: 0,
  tokensOut: 1,
  costMicros,
})

it.each([
  ['codex', {}],
  ['acp', { command: 'an-agent' }],
] as const)(
  'gives the next run of the task the session of the last one, until it is reset: %s',
  async (runtime, config) => {
    const { board, agent, task, run } = await working(runtime, config)
    const first = await run()
    expect(first.begun).toMatchObject({ session: null, told: { task: { title: 'Work', isMine: true } } })
    await first.finish({ session: { id: 's-1', totals: [used(5)] }, usage: [used(5)] })
    const second = await run()
    expect(second.begun.session).toMatchObject({ id: 's-1', totals: [{ tokensIn: 5 }] })
    await second.finish({ session: { id: 's-1', totals: [used(9)] }, usage: [used(4)] })
    expect(await listSessions(board, { agentId: agent.id })).toMatchObject([{ taskId: task.id, runs: 2, tokens: 11 }])
    expect(await resetSession(board, { agentId: agent.id })).toEqual({ count: 1 })
    expect((await run()).begun.session).toBeNull()
  },
)

it('pain 27: a session that has grown too long is not gone on with, and a new one begins to count anew', async () => {
  const { board, agent, run } = await working()
  await (await run()).finish({ session: { id: 's-1', totals: [] }, usage: [used(1_999_999)] })
  const next = await run()
  expect(next.begun.session).toBeNull()
  await next.finish({ session: { id: 's-2', totals: [] }, usage: [used(10)] })
  expect(await listSessions(board, { agentId: agent.id })).toMatchObject([{ runs: 1, tokens: 11 }])
})

it('pain 32: books what a failed run used, at the figure of the tool, else as unpriced', async () => {
  const { board, agent, run } = await working()
  const usage = [used(100), { ...used(50, 1234), model: 'another-unknown' }]
  await (await run()).finish({ outcome: 'failed', errorCode: 'auth', error: 'refused', usage })
  const costs = await listCosts(board, { agentId: agent.id, limit: 10 })
  expect(costs.map((cost) => [cost.model, cost.tokensIn, cost.costMicros, cost.isPriced]).sort()).toEqual([
    ['another-unknown', 50, 1234, true],
    ['no-such-model', 100, 0, false],
  ])
})

it('puts the last words into the thread of a run that wrote nothing there', async () => {
  const { board, task, run } = await working()
  await (await run()).finish({ summary: 'I looked, and it is fine.' })
  const thread = await listMessages(board, { taskId: task.id })
  expect(thread.map((message) => message.content)).toEqual(['I looked, and it is fine.'])
})

it('starts nothing where no worker has the tool, and what waited when one comes', async () => {
  const { board, system, hire } = await foundCompany()
  await gone()
  const agent = await hire({ runtime: 'codex', runtimeConfig: {} })
  const { wakeId } = await requestWake(system, { agentId: agent.id, cause: 'manual' })
  expect(await admitWake(system, { wakeId })).toMatchObject({ outcome: 'held', reason: 'no_worker' })
  const { reason, noWorker } = await agentStatus(board, { agentId: agent.id })
  expect(noWorker).toBe('no worker is connected. Start one with: paperclip worker')
  expect(reason).toBe(`1 wake in the inbox: it waits for a worker. No run can start: ${noWorker}`)
  const overdue = async () => (await findOverdueWakes(0)).map((wake) => wake.id)
  expect(await overdue()).not.toContain(wakeId)
  await withCodex()
  expect(await overdue()).toContain(wakeId)
  expect(await admitWake(system, { wakeId })).toMatchObject({ outcome: 'admitted' })
})

it('tells an agent that works with tools the end of the thread, as far as its window has room for it', async () => {
  const config = { baseUrl: 'http://127.0.0.1:9/v1', model: 'm', contextTokens: 4000 }
  const { board, task, run } = await working('openai-compatible', config)
  for (let n = 0; n < 10; n++) await postMessage(board, { taskId: task.id, content: `${n}: ${'x'.repeat(1000)}` })
  const { begun } = await run()
  expect(begun).toMatchObject({ session: null, told: { reach: 'tools', threadLength: 4000 } })
  const { start } = promptOf({ ...begun.told!, apiUrl: 'http://127.0.0.1' })
  expect(start).toContain('> 9: xxx')
  expect(start).toContain('(7 earlier messages)')
  expect(start).not.toContain('> 6:')
})
