import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import {
  beatRuns,
  finishRun,
  leaseRuns,
  listRuns,
  listWakes,
  registerWorker,
  requestWake,
  type WakeCause,
} from '@/features/runs'
import { createInteraction, createTask, delegateTask, postMessage, updateTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import type { Refusal } from '@/platform/errors'
import { asDatabaseOwner, foundCompany, type TestCompany, until } from '@/testing/company'
import { startBackground } from '../../background'

let stop: () => Promise<void>
let company: TestCompany
let workerId: string
let beating: NodeJS.Timeout
beforeAll(async () => {
  stop = await startBackground()
  workerId = (await registerWorker({ name: 'test', version: 1, capacity: 500, labels: [], runtimes: ['bash'] }))
    .workerId
  // a run of a worker that is silent for longer than a lease is ended
  beating = setInterval(beat, 3_000)
})
afterEach(async () => {
  const open = await listRuns(company.board, { states: ['running'] })
  for (const run of open) await finish(run.id)
})
afterAll(async () => {
  clearInterval(beating)
  await lastBeat
  await stop()
  await closePools()
})

const fences = new Map<string, number>()

let lastBeat: Promise<unknown> = Promise.resolve()
function beat(): void {
  const runs = [...fences].map(([runId, fence]) => ({ runId, fence }))
  lastBeat = lastBeat.then(() => beatRuns(workerId, runs))
}

/** Takes the live run of an agent, as a worker does. */
async function leased(agentId: string): Promise<string> {
  return until('the run', async () => {
    for (const run of await leaseRuns({ id: workerId, runtimes: ['bash'] }, 50)) fences.set(run.runId, run.fence)
    return (await listRuns(company.board, { agentId, states: ['running'] }))[0]?.id
  })
}

const finish = (runId: string) =>
  finishRun(company.system, { runId, workerId, fence: fences.get(runId) ?? 0, outcome: 'succeeded' })

/** That the engine has taken up all that happened. */
const settled = () =>
  until('the engine to have heard of everything', async () => {
    const [left] = await asDatabaseOwner<{ n: number }>(
      `SELECT count(*)::int AS n FROM "OutboxEvent" WHERE "companyId" = $1 AND "isForEngine" AND "consumedAt" IS NULL`,
      [company.id],
    )
    return left?.n === 0
  })

const causesOf = async (agentId: string) => (await listWakes(company.board, { agentId })).map((wake) => wake.cause)

it('pain 29: nothing that an agent does in its own run wakes it again', async () => {
  company = await foundCompany()
  const [me, other] = await Promise.all([company.hire({ name: 'Ada' }), company.hire({ name: 'Bob' })])
  const task = await createTask(company.board, { title: 'Mine', assigneeId: me.id })
  const runId = await leased(me.id)
  const asMe = await company.asAgent(me.id, runId)
  const taskId = task.id
  // mention, message
  await postMessage(asMe, { taskId, content: 'Done so far, @Ada and I go on.' })
  // assignment
  const own = await createTask(asMe, { title: 'A part that I do myself', parentId: taskId, assigneeId: me.id })
  // delegation, and by hand
  const refused = [
    delegateTask(asMe, { taskId, toAgentId: me.id }),
    requestWake(asMe, { agentId: me.id, cause: 'manual', taskId }),
  ].map((attempt) => attempt.catch((error: Refusal) => error.code))
  expect(await Promise.all(refused)).toEqual(['broken_rule', 'forbidden'])
  // what only the product says, an agent cannot say
  const asked: WakeCause[] = ['review', 'interaction', 'retry', 'unblocked']
  for (const cause of asked) {
    expect(await requestWake(asMe, { agentId: me.id, cause, taskId }).catch((error: Refusal) => error.code)).toBe(
      'forbidden',
    )
  }
  // interaction: asked, and taken back with the task
  await createInteraction(asMe, { taskId, kind: 'request_confirmation', payload: { prompt: 'May I?' } })
  await updateTask(asMe, { taskId: own.id, state: 'in_progress' })
  await updateTask(asMe, { taskId, state: 'blocked', blockedReason: 'Waiting for Bob.', comment: 'Over to @Bob' })
  await updateTask(asMe, { taskId, state: 'todo' })
  await until('the wake of whom it mentioned', async () => (await causesOf(other.id)).includes('mention'))
  await settled()
  expect(await causesOf(me.id)).toEqual(['assignment'])
  // but its own completion wakes it for what waited, since that is new work
  const next = await createTask(asMe, { title: 'Next', assigneeId: me.id, blockedByIds: [own.id], state: 'blocked' })
  await updateTask(asMe, { taskId: own.id, state: 'done' })
  const freed = await until('the work that was waiting', async () =>
    (await listWakes(company.board, { agentId: me.id })).find((wake) => wake.taskId === next.id),
  )
  expect(freed.cause).toBe('unblocked')
})

it('pain 22: a task that is handed on inside a run reaches a busy agent, in its own inbox, and is answered by its next run', async () => {
  company = await foundCompany()
  const [from, to] = await Promise.all([company.hire({ name: 'From' }), company.hire({ name: 'To' })])
  const busy = await createTask(company.board, { title: 'Busy with this', assigneeId: to.id })
  const busyRun = await leased(to.id)
  const sibling = await createTask(company.board, { title: 'Sibling', assigneeId: to.id })
  const task = await createTask(company.board, { title: 'To be handed on', assigneeId: from.id })
  const fromRun = await leased(from.id)
  const asFrom = await company.asAgent(from.id, fromRun)
  await delegateTask(asFrom, { taskId: task.id, toAgentId: to.id })
  await postMessage(asFrom, { taskId: sibling.id, content: 'A word on the sibling.' })
  await finish(fromRun)
  await settled()
  const waiting = (await listWakes(company.board, { agentId: to.id })).filter((wake) => wake.state === 'pending')
  expect(new Set(waiting.map((wake) => wake.taskId))).toEqual(new Set([task.id, sibling.id]))
  await updateTask(company.board, { taskId: busy.id, state: 'done' })
  await finish(busyRun)
  for (let i = 0; i < 2; i += 1) await finish(await leased(to.id))
  await until('the inbox to be empty', async () =>
    (await listWakes(company.board, { agentId: to.id })).every((wake) => wake.state === 'consumed'),
  )
  const answered = (await listRuns(company.board, { agentId: to.id })).map((run) => run.taskId)
  expect(answered).toEqual(expect.arrayContaining([task.id, sibling.id, busy.id]))
})

it('pain 23: the same event wakes the same way each time: given with the task, given later, given back, and written to', async () => {
  company = await foundCompany()
  const agents = await Promise.all(Array.from({ length: 8 }, () => company.hire()))
  await Promise.all(
    agents.map(async (agent, i) => {
      const [created, later] = await Promise.all([
        createTask(company.board, { title: `Given ${i}`, assigneeId: agent.id }),
        createTask(company.board, { title: `Later ${i}` }),
      ])
      await updateTask(company.board, { taskId: later.id, assigneeId: agent.id })
      await postMessage(company.board, { taskId: created.id, content: 'A word.' })
    }),
  )
  await settled()
  await until('all wakes', async () => {
    const all = await Promise.all(agents.map((agent) => causesOf(agent.id)))
    return all.every((causes) => causes.length === 3)
  })
  for (const agent of agents) {
    expect((await causesOf(agent.id)).sort()).toEqual(['assignment', 'assignment', 'message'])
    // a wake becomes a run at once
    expect(await listRuns(company.board, { agentId: agent.id })).toHaveLength(1)
  }
})
