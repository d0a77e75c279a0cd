import { afterAll, expect, it } from 'vitest'
import { checkLedger, listCosts, setBudget } from '@/features/budgets'
import { getAgent } from '@/features/org'
import { createTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { admitWake, beginRun, bookUsage, closeRun, finishRun, getRun, leaseRuns, registerWorker, requestWake } from '.'

afterAll(closePools)

const MODEL = 'claude-sonnet-4-5'
const used = (tokensIn: number, tokensOut: number, more: object = {}) => ({
  ...{ model: MODEL, tokensIn, tokensCached: 0, tokensOut },
  ...more,
})

/** A run of Claude Code under way. */
async function running() {
  const { board, system, hire } = await foundCompany()
  const intro = { name: 'w', version: 1, capacity: 5, labels: [], runtimes: ['claude-code'] }
  const { workerId } = await registerWorker(intro)
  const agent = await hire({ runtime: 'claude-code', runtimeConfig: {} })
  const task = await createTask(board, { title: 'Work', assigneeId: agent.id })
  const { wakeId: runId } = await requestWake(system, { agentId: agent.id, cause: 'manual', taskId: task.id })
  await admitWake(system, { wakeId: runId })
  const { fence } = (await leaseRuns({ id: workerId, runtimes: ['claude-code'] }, 50)).find(
    (run) => run.runId === runId,
  )!
  await beginRun(system, { runId, fence })
  return {
    ...{ board, system, agent, runId, fence },
    book: (...usage: ReturnType<typeof used>[]) => bookUsage(system, { runId, fence, usage }),
    finish: (usage: ReturnType<typeof used>[]) =>
      finishRun(system, { runId, workerId, fence, outcome: 'succeeded', usage }),
    /** What the ledger comes to, by model. */
    async sums() {
      expect(await checkLedger(board, {})).toEqual([])
      const sums: Record<string, number[]> = {}
      for (const { model, tokensIn, tokensOut, costMicros } of await listCosts(board, {
        agentId: agent.id,
        limit: 100,
      })) {
        const [a = 0, b = 0, c = 0] = sums[model] ?? []
        sums[model] = [a + tokensIn, b + tokensOut, c + costMicros]
      }
      const spent = Object.values(sums).reduce((sum, [, , micros = 0]) => sum + micros, 0)
      expect((await getRun(board, { runId })).costMicros).toBe(spent)
      return sums
    },
  }
}

it('books what a run used as it comes, once however often and by however many it is told', async () => {
  const { book, finish, sums } = await running()
  const price = async () => (await sums())[MODEL]![2]
  await Promise.all(Array.from({ length: 6 }, () => book(used(1000, 100))))
  expect(await sums()).toEqual({ [MODEL]: [1000, 100, 4500] })
  await book(used(3000, 200))
  // an older beat that comes late takes nothing back
  await book(used(1000, 100))
  expect(await sums()).toEqual({ [MODEL]: [3000, 200, 12_000] })
  await finish([used(5000, 300)])
  expect(await sums()).toEqual({ [MODEL]: [5000, 300, 19_500] })
  expect(await price()).toBe(19_500)
  expect(await book(used(9000, 900))).toEqual({ models: 0 })
  expect(await sums()).toEqual({ [MODEL]: [5000, 300, 19_500] })
})

it.each([
  ['dearer than the prices say', [used(2000, 200, { costMicros: 50_000 })], { [MODEL]: [2000, 200, 50_000] }],
  ['cheaper than what is booked', [used(2000, 200, { costMicros: 1_000 })], { [MODEL]: [2000, 200, 1_000] }],
  ['fewer tokens than what is booked', [used(10, 1)], { [MODEL]: [10, 1, 45] }],
  [
    'another name of the model',
    [{ ...used(2000, 200), model: 'claude-sonnet-4-5-20250929' }],
    { [MODEL]: [0, 0, 0], 'claude-sonnet-4-5-20250929': [2000, 200, 9_000] },
  ],
  ['nothing', [], { [MODEL]: [1500, 150, 6_750] }],
])('comes to what the tool says in the end: %s', async (_what, end, expected) => {
  const { book, finish, sums } = await running()
  await book(used(1000, 100))
  await book(used(1500, 150))
  await finish(end)
  expect(await sums()).toEqual(expected)
})

it('keeps what was booked of a run whose worker was killed', async () => {
  const { system, book, sums, runId, fence } = await running()
  await book(used(1000, 100))
  await closeRun(system, { runId, fence, state: 'failed', errorCode: 'worker_stopped', error: 'Its worker is gone.' })
  expect(await sums()).toEqual({ [MODEL]: [1000, 100, 4500] })
})

it('stops an agent while it spends', async () => {
  const { board, book, agent } = await running()
  await setBudget(board, { scopeKind: 'agent', scopeId: agent.id, cap: 4_000 })
  await book(used(1000, 100))
  expect(await getAgent(board, { agentId: agent.id })).toMatchObject({ state: 'paused', pauseReason: 'budget' })
})

it('leaves a model without a price to the end, when the tool says one', async () => {
  const { book, finish, sums } = await running()
  const own = (tokensIn: number, more: object = {}) => ({ ...used(tokensIn, 0, more), model: 'no-such-model' })
  await book(own(1000))
  expect(await sums()).toEqual({})
  await finish([own(2000, { costMicros: 777 })])
  expect(await sums()).toEqual({ 'no-such-model': [2000, 0, 777] })
})
