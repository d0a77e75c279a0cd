import { afterAll, describe, expect, it } from 'vitest'
import { createTask, postMessage, updateTask } from '@/features/tasks'
import { setClock } from '@/platform/clock'
import type { Caller } from '@/platform/command'
import { closePools } from '@/platform/database'
import type { Refusal } from '@/platform/errors'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import {
  admitWake,
  agentStatus,
  finishRun,
  leaseRuns,
  listRuns,
  listWakes,
  registerWorker,
  requestWake,
  resetBrake,
  type WakeCause,
} from '.'

afterAll(closePools)

type Wish = { agentId: string; taskId?: string; cause?: WakeCause; causeRunId?: string | null }
type Deeds = (asAgent: Caller, runId: string) => Promise<unknown>

/** Wakes an agent; where that becomes a run, the agent does its deeds in it, and it ends well. */
async function wakeAndRun(company: TestCompany, wish: Wish, deeds?: Deeds) {
  const { wakeId } = await requestWake(company.system, { cause: 'schedule', ...wish })
  const answer = await admitWake(company.system, { wakeId })
  if (answer.runId) await work(company, wish.agentId, answer.runId, deeds)
  return answer
}

async function admitted(company: TestCompany, wish: Wish): Promise<string> {
  const { wakeId } = await requestWake(company.system, { cause: 'schedule', ...wish })
  return (await admitWake(company.system, { wakeId })).runId!
}

async function work(company: TestCompany, agentId: string, runId: string, deeds?: Deeds) {
  await deeds?.(await company.asAgent(agentId, runId), runId)
  await end(company, runId, { outcome: 'succeeded' })
}

type Ending = { outcome: 'succeeded' | 'failed'; errorCode?: string }

async function end(company: TestCompany, runId: string, ending: Ending) {
  const worker = await registerWorker({
    name: 'test',
    version: 1,
    capacity: 500,
    labels: [],
    runtimes: ['bash', 'http'],
  })
  const leased = await leaseRuns({ id: worker.workerId, runtimes: ['bash', 'http'] }, 500)
  const { fence } = leased.find((run) => run.runId === runId)!
  await finishRun(company.system, { runId, workerId: worker.workerId, fence, ...ending })
}

/** Heartbeats of an agent that says that it is on it, and does nothing. */
async function goRound(company: TestCompany, agentId: string, taskId: string, times: number) {
  const answers = []
  for (let i = 0; i < times; i += 1) {
    const talk: Deeds = (me) => postMessage(me, { taskId, content: 'Still looking into it.' })
    answers.push(await wakeAndRun(company, { agentId }, talk))
  }
  return answers
}

async function inHours<T>(hours: number, what: () => Promise<T>): Promise<T> {
  const restore = setClock(() => new Date(Date.now() + hours * 3_600_000))
  return what().finally(restore)
}

async function stuck() {
  const company = await foundCompany()
  const agent = await company.hire({ runtime: 'http', runtimeConfig: { endpoint: 'http://127.0.0.1:9/work' } })
  const task = await createTask(company.board, { title: 'Round and round', assigneeId: agent.id, state: 'in_progress' })
  return { company, agentId: agent.id, taskId: task.id }
}

describe('an agent that goes round in a circle', () => {
  it('pain 28, 30: is slowed down after three runs that left nothing, and stopped after three more', async () => {
    const { company, agentId, taskId } = await stuck()
    const first = await goRound(company, agentId, taskId, 5)
    expect(first.map((answer) => answer.outcome)).toEqual(['admitted', 'admitted', 'admitted', 'skipped', 'skipped'])
    expect(first[4]?.reason).toBe('no_progress')
    expect((await agentStatus(company.board, { agentId })).reason).toMatch(/left nothing/)
    // five minutes, half an hour, two hours; then nobody but a person helps
    for (const hours of [1, 2, 5]) {
      const [again] = await inHours(hours, () => goRound(company, agentId, taskId, 1))
      expect(again?.outcome).toBe('admitted')
    }
    const [never] = await inHours(1000, () => goRound(company, agentId, taskId, 1))
    expect(never).toMatchObject({ outcome: 'skipped', reason: 'no_progress' })
    expect(await listRuns(company.board, { agentId })).toHaveLength(6)
    const status = await agentStatus(company.board, { agentId })
    expect(status.brakes).toEqual([expect.objectContaining({ taskId, count: 6, isPaused: true })])
    const entries = await asDatabaseOwner(
      `SELECT 1 FROM "AuditEntry" WHERE action = 'wake.braked' AND "subjectId" = $1`,
      [agentId],
    )
    expect(entries).toHaveLength(4)
  })

  it('goes on with its other work', async () => {
    const { company, agentId, taskId } = await stuck()
    await goRound(company, agentId, taskId, 3)
    const other = await createTask(company.board, { title: 'Fresh', assigneeId: agentId })
    await wakeAndRun(company, { agentId })
    expect((await listRuns(company.board, { agentId }))[0]?.taskId).toBe(other.id)
  })

  it('keeps in its inbox what wakes it for that task, and says why', async () => {
    const { company, agentId, taskId } = await stuck()
    await goRound(company, agentId, taskId, 3)
    const held = await wakeAndRun(company, { agentId, taskId, cause: 'assignment' })
    expect(held).toMatchObject({ outcome: 'held', reason: 'no_progress' })
    const later = await inHours(1, () => wakeAndRun(company, { agentId, taskId, cause: 'assignment' }))
    expect(later.outcome).toBe('admitted')
    expect((await listWakes(company.board, { agentId })).filter((wake) => wake.state === 'pending')).toEqual([])
  })

  it.each<[string, (company: TestCompany, taskId: string, agentId: string) => Promise<unknown>]>([
    [
      'a message of a person',
      (company, taskId) => postMessage(company.board, { taskId, content: 'Try the other door.' }),
    ],
    [
      'a change of the task',
      (company, taskId) => updateTask(company.board, { taskId, description: 'The other door.' }),
    ],
    ['a wake by hand', (company, taskId, agentId) => requestWake(company.board, { agentId, taskId, cause: 'manual' })],
    ['a reset', (company, taskId, agentId) => resetBrake(company.board, { agentId, taskId })],
  ])('pain 30: goes on after %s', async (_what, help) => {
    const { company, agentId, taskId } = await stuck()
    await goRound(company, agentId, taskId, 3)
    const { wakeId } = await requestWake(company.system, { agentId, taskId, cause: 'assignment' })
    expect((await admitWake(company.system, { wakeId })).outcome).toBe('held')
    await help(company, taskId, agentId)
    const answer = await admitWake(company.system, { wakeId })
    expect(answer.outcome).toBe('admitted')
    // it is counted from the start
    await work(company, agentId, answer.runId!)
    expect((await goRound(company, agentId, taskId, 1))[0]?.outcome).toBe('admitted')
  })

  it('hears a word that comes while its run ends, whichever is first', async () => {
    const { company, agentId, taskId } = await stuck()
    await goRound(company, agentId, taskId, 2)
    for (let i = 0; i < 8; i += 1) {
      const runId = await admitted(company, { agentId, taskId, cause: 'assignment' })
      await Promise.all([
        end(company, runId, { outcome: 'succeeded' }),
        postMessage(company.board, { taskId, content: `Word ${i}` }),
      ])
      const { wakeId } = await requestWake(company.system, { agentId, taskId, cause: 'message' })
      const answer = await admitWake(company.system, { wakeId })
      expect(answer.outcome).toBe('admitted')
      await end(company, answer.runId!, { outcome: 'succeeded' })
    }
  })

  it('is not let go on by an agent', async () => {
    const { company, agentId, taskId } = await stuck()
    await goRound(company, agentId, taskId, 3)
    const boss = await company.hire()
    for (const id of [agentId, boss.id]) {
      const asAgent = await company.asAgent(id)
      const refused = await resetBrake(asAgent, { agentId, taskId }).catch((error: Refusal) => error.code)
      expect(refused).toBe('forbidden')
    }
  })
})

describe('an agent that gets on', () => {
  it('is never slowed down', async () => {
    const { company, agentId, taskId } = await stuck()
    const deeds: Deeds[] = [
      (me) => createTask(me, { title: 'A part', parentId: taskId }),
      (me) => updateTask(me, { taskId, state: 'in_review', comment: 'Ready.' }),
    ]
    for (let i = 0; i < 6; i += 1) {
      await goRound(company, agentId, taskId, 1)
      await goRound(company, agentId, taskId, 1)
      const answer = await wakeAndRun(company, { agentId }, deeds[i % 2])
      expect(answer.outcome).toBe('admitted')
      await updateTask(company.board, { taskId, state: 'in_progress' })
    }
  })

  it('may answer as often as it is asked', async () => {
    const { company, agentId, taskId } = await stuck()
    const asker = await company.hire()
    for (let i = 0; i < 6; i += 1) {
      await postMessage(await company.asAgent(asker.id), { taskId, content: 'And now?' })
      const talk: Deeds = (me) => postMessage(me, { taskId, content: 'Not yet.' })
      const answer = await wakeAndRun(company, { agentId, taskId, cause: 'message' }, talk)
      expect(answer.outcome).toBe('admitted')
    }
  })
})

describe('pain 25: what a run has answered already', () => {
  it('does not run again for a slot that fell into the run, unless something new came', async () => {
    const { company, agentId, taskId } = await stuck()
    const first = await admitted(company, { agentId, taskId, cause: 'assignment' })
    const slot = await requestWake(company.system, { agentId, cause: 'schedule' })
    expect((await admitWake(company.system, { wakeId: slot.wakeId })).outcome).toBe('held')
    await work(company, agentId, first)
    expect(await admitWake(company.system, { wakeId: slot.wakeId })).toMatchObject({
      outcome: 'skipped',
      reason: 'no_new_input',
    })
    expect(await listRuns(company.board, { agentId })).toHaveLength(1)

    const second = await admitted(company, { agentId, cause: 'schedule' })
    const slotWithNews = await requestWake(company.system, { agentId, cause: 'schedule' })
    await work(company, agentId, second)
    await postMessage(company.board, { taskId, content: 'One more thing.' })
    expect((await admitWake(company.system, { wakeId: slotWithNews.wakeId })).outcome).toBe('admitted')
  })

  it('does not repeat a failed run whose work another one has done since', async () => {
    const { company, agentId, taskId } = await stuck()
    const failed = await admitted(company, { agentId, taskId, cause: 'assignment' })
    await end(company, failed, { outcome: 'failed', errorCode: 'crashed' })
    const retry = (await listWakes(company.board, { agentId })).find((wake) => wake.cause === 'retry')!
    await wakeAndRun(company, { agentId, taskId, cause: 'message' })
    await inHours(1, () => admitWake(company.system, { wakeId: retry.id }))
    const after = (await listWakes(company.board, { agentId })).find((wake) => wake.id === retry.id)
    expect(after).toMatchObject({ state: 'skipped', reason: 'no_new_input', runId: null })
  })
})

describe('a chain of causes', () => {
  it('pain 29: ends when agents wake each other in turn, and the last wake is kept with the reason', async () => {
    const { company, agentId, taskId } = await stuck()
    const other = await company.hire()
    let causeRunId: string | null = null
    let answer = { outcome: 'admitted', runId: null as string | null }
    let runs = 0
    for (; runs < 100 && answer.outcome === 'admitted'; runs += answer.runId ? 1 : 0) {
      const next: string = runs % 2 === 0 ? agentId : other.id
      const from: string = runs % 2 === 0 ? other.id : agentId
      await postMessage(await company.asAgent(from, causeRunId), { taskId, content: 'Over to you.' })
      answer = await wakeAndRun(company, { agentId: next, taskId, cause: 'mention', causeRunId })
      causeRunId = answer.runId
    }
    expect(runs).toBe(13)
    const last = (await listWakes(company.board, { agentId: other.id }))[0]
    expect(last).toMatchObject({ state: 'skipped', reason: 'causal_depth' })
    const entries = await asDatabaseOwner(
      `SELECT 1 FROM "AuditEntry" WHERE action = 'wake.skipped' AND details->>'reason' = $1 AND "companyId" = $2`,
      ['causal_depth', company.id],
    )
    expect(entries).toHaveLength(1)
  })
})
