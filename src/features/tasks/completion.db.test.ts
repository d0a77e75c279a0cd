import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateCompany } from '@/features/companies'
import { terminateAgent } from '@/features/org'
import type { Caller } from '@/platform/command'
import { closePools } from '@/platform/database'
import { Refusal } from '@/platform/errors'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import {
  checkOutTask,
  createTask,
  getTask,
  handleFailedWork,
  listAgentWork,
  listMessages,
  recordVerification,
  updateTask,
} from '.'

let company: TestCompany
let dev: Caller
let qa: Caller
let bossId: string
let devId: string
let qaId: string

beforeAll(async () => {
  company = await foundCompany()
  bossId = (await company.hire({ name: 'Boss' })).id
  devId = (await company.hire({ name: 'Dev', managerId: bossId })).id
  qaId = (await company.hire({ name: 'Qa', managerId: bossId })).id
  dev = await company.asAgent(devId)
  qa = await company.asAgent(qaId)
})
afterAll(closePools)

const ruleOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? (error.facts.rule ?? error.code) : String(error)),
  )

const reviewedBy = (...participants: { type: 'agent' | 'person'; id: string }[]) => ({
  stages: [{ type: 'review' as const, participants }],
})

describe('work that passes stages', () => {
  const task = (policy = reviewedBy({ type: 'agent', id: qaId })) =>
    createTask(company.board, { title: 'Build it', assigneeId: devId, executionPolicy: policy })

  it('goes from who did it to the reviewer, back for changes, and is done when the reviewer says so', async () => {
    const { id: taskId } = await task()
    await checkOutTask(dev, { taskId, agentId: devId })
    const handedIn = await updateTask(dev, { taskId, state: 'done', completionSummary: 'Built.' })
    expect(handedIn).toMatchObject({ state: 'in_review', assigneeId: qaId, completedAt: null, lease: null })
    expect(await ruleOf(updateTask(dev, { taskId, state: 'done', comment: 'I say it is.' }))).toBe('not_participant')
    expect(await ruleOf(updateTask(qa, { taskId, state: 'in_progress' }))).toBe('comment_required')
    const back = await updateTask(qa, { taskId, state: 'in_progress', comment: 'It does not start.' })
    expect(back).toMatchObject({
      state: 'in_progress',
      assigneeId: devId,
      executionState: { status: 'changes_requested' },
    })
    expect(await updateTask(dev, { taskId, state: 'done', completionSummary: 'Mended.' })).toMatchObject({
      state: 'in_review',
      assigneeId: qaId,
    })
    const done = await updateTask(qa, { taskId, state: 'done', comment: 'Good.' })
    expect(done).toMatchObject({ state: 'done', assigneeId: devId, executionState: { status: 'completed' } })
    expect(done.executionState?.decisions.map((decision) => decision.outcome)).toEqual([
      'changes_requested',
      'approved',
    ])
    expect(done.completedAt).not.toBeNull()
  })

  it('is with who did it again when it is opened after it was cancelled under review', async () => {
    const { id: taskId } = await task()
    await updateTask(dev, { taskId, state: 'done' })
    await updateTask(company.board, { taskId, state: 'cancelled', comment: 'Not now.' })
    const again = await updateTask(company.board, { taskId, state: 'todo', reopen: true })
    expect(again).toMatchObject({ state: 'todo', assigneeId: devId, executionState: null })
    await updateTask(dev, { taskId, state: 'done' })
    await updateTask(company.board, { taskId, state: 'cancelled', comment: 'Not now.' })
    const named = { taskId, state: 'todo' as const, reopen: true, assigneeId: bossId }
    expect((await updateTask(company.board, named)).assigneeId).toBe(bossId)
  })

  it('stays under review while the reviewer holds it', async () => {
    const { id: taskId } = await task()
    await updateTask(dev, { taskId, state: 'done' })
    const held = await checkOutTask(qa, { taskId, agentId: qaId })
    expect(held).toMatchObject({ state: 'in_review', lease: { agentId: qaId } })
    expect((await updateTask(qa, { taskId, state: 'done', comment: 'Fine.' })).state).toBe('done')
  })

  it('is decided by the board in place of who is asked, and that is kept', async () => {
    const { id: taskId } = await task()
    await updateTask(dev, { taskId, state: 'done' })
    const done = await updateTask(company.board, { taskId, state: 'done', comment: 'I looked myself.' })
    expect(done.executionState?.decisions).toMatchObject([
      { by: { type: 'person' }, insteadOf: { type: 'agent', id: qaId } },
    ])
  })

  it('is decided neither by who did it, nor by who may not decide', async () => {
    const { id: taskId } = await task()
    await updateTask(dev, { taskId, state: 'done', comment: 'made' })
    expect(await ruleOf(checkOutTask(dev, { taskId, agentId: devId }))).toBe('already_claimed')
    for (const assigneeId of [null, devId]) {
      expect(await ruleOf(updateTask(dev, { taskId, assigneeId }))).not.toBe('done')
    }
    expect(await ruleOf(updateTask(qa, { taskId, assigneeId: devId }))).toBe('not_participant')
    expect(await ruleOf(updateTask(dev, { taskId, state: 'blocked', blockedReason: 'no' }))).toBe('not_participant')
    const ownerOfReviewer = await company.asAgent(bossId)
    expect(await ruleOf(updateTask(ownerOfReviewer, { taskId, assigneeId: bossId }))).toBe('forbidden')
    expect(await getTask(company.board, { taskId })).toMatchObject({ state: 'in_review', assigneeId: qaId })
    expect((await updateTask(qa, { taskId, assigneeId: bossId })).executionState?.currentParticipant?.id).toBe(bossId)
  })

  it('goes on without a reviewer whose runs fail: to the manager by the policy, else to the board', async () => {
    const failed = async (taskId: string) =>
      handleFailedWork(company.system, { taskId, agentId: qaId, reason: 'crash', attempts: 3 })
    const { id: first } = await task()
    await updateTask(dev, { taskId: first, state: 'done', comment: 'made' })
    expect(await failed(first)).toEqual({ outcome: 'escalated' })
    expect(await getTask(company.board, { taskId: first })).toMatchObject({
      ...{ state: 'in_review', assigneeId: null },
      executionState: { status: 'pending', currentParticipant: null },
    })
    await updateTask(company.board, { taskId: first, state: 'done', comment: 'I looked.' })
    await updateCompany(company.board, { failurePolicy: 'escalate_to_manager' })
    const { id: second } = await task()
    await updateTask(dev, { taskId: second, state: 'done', comment: 'made' })
    expect(await failed(second)).toEqual({ outcome: 'reassigned' })
    expect(await getTask(company.board, { taskId: second })).toMatchObject({
      ...{ state: 'in_review', assigneeId: bossId },
      executionState: { currentParticipant: { id: bossId } },
    })
    await updateCompany(company.board, { failurePolicy: 'none' })
  })

  it('passes over who is terminated, and hands a turn to the successor', async () => {
    const [gone, heir] = [await company.hire({ name: 'Gone' }), await company.hire({ name: 'Heir' })]
    const policy = {
      stages: [
        {
          type: 'review' as const,
          participants: [gone, { id: qaId }].map(({ id }) => ({ type: 'agent' as const, id })),
        },
      ],
    }
    const [{ id: first }, { id: second }] = [await task(policy), await task(policy)]
    await updateTask(dev, { taskId: first, state: 'done', comment: 'made' })
    await terminateAgent(company.board, { agentId: gone.id, plan: { reassignTasksTo: heir.id } })
    expect((await getTask(dev, { taskId: first })).executionState?.currentParticipant?.id).toBe(heir.id)
    const waking = await asDatabaseOwner<{ cause: string }>(
      `SELECT data ->> 'cause' AS cause FROM "OutboxEvent" WHERE name = 'task/assigned' AND data ->> 'agentId' = $1`,
      [heir.id],
    )
    expect(waking).toEqual([{ cause: 'review' }])
    expect((await updateTask(dev, { taskId: second, state: 'done', comment: 'made' })).assigneeId).toBe(qaId)
  })

  it('is offered to a reviewer that fetches its work, and to nobody else', async () => {
    const { id: taskId } = await task()
    await updateTask(dev, { taskId, state: 'done', comment: 'made' })
    const offered = async (agentId: string) =>
      (await listAgentWork(company.board, { agentId, states: ['in_review'] })).map((each) => each.id)
    expect(await offered(qaId)).toContain(taskId)
    expect(await offered(devId)).toEqual([])
  })

  it('goes through its stages anew when it is reopened', async () => {
    const { id: taskId } = await task()
    await updateTask(dev, { taskId, state: 'done' })
    await updateTask(qa, { taskId, state: 'done', comment: 'Fine.' })
    await updateTask(company.board, { taskId, state: 'todo', reopen: true })
    expect((await updateTask(dev, { taskId, state: 'done' })).state).toBe('in_review')
  })
})

describe('a completion with checks', () => {
  const task = (more = {}) =>
    createTask(company.board, {
      title: 'Write the report',
      assigneeId: devId,
      acceptance: [{ kind: 'file_exists', path: 'report.md', id: 'file' }],
      ...more,
    })
  const found = (ok: boolean) => [{ id: 'file', name: 'file report.md', kind: 'file_exists', ok, detail: 'Looked.' }]
  const record = async (taskId: string, more: object) => {
    const { verification } = await getTask(company.board, { taskId })
    return recordVerification(company.system, {
      taskId,
      verificationId: verification?.id ?? newId(),
      runId: newId(),
      ...more,
    })
  }

  it('waits for what the checks find, and is done when all passed', async () => {
    const { id: taskId } = await task()
    const claimed = await updateTask(dev, { taskId, state: 'done', completionSummary: 'Written.' })
    expect(claimed).toMatchObject({
      state: 'in_review',
      completedAt: null,
      verification: { state: 'pending', agentId: devId },
    })
    const again = await updateTask(dev, { taskId, state: 'done' })
    expect(again.verification?.id).toBe(claimed.verification?.id)
    await record(taskId, { checks: found(true) })
    expect(await getTask(company.board, { taskId })).toMatchObject({ state: 'done', verification: { state: 'passed' } })
    expect(await record(taskId, { checks: found(false) })).toEqual({ state: 'done' })
  })

  it('goes back with what is wrong when one failed, and when one was not carried out', async () => {
    const { id: taskId } = await task()
    await updateTask(dev, { taskId, state: 'done' })
    await record(taskId, { checks: found(false) })
    expect(await getTask(dev, { taskId })).toMatchObject({
      state: 'todo',
      assigneeId: devId,
      verification: { state: 'failed' },
    })
    await updateTask(dev, { taskId, state: 'done' })
    await record(taskId, { checks: [] })
    expect((await getTask(dev, { taskId })).verification).toMatchObject({ state: 'failed', failures: 2 })
    const thread = await listMessages(dev, { taskId })
    expect(thread.map((message) => message.role)).toEqual(['system', 'system'])
    expect(thread[0]?.content).toContain('file report.md')
  })

  it('blocks after too many tries, and when the checks cannot be carried out', async () => {
    const { id: taskId } = await task()
    for (let n = 0; n < 5; n++) {
      await updateTask(dev, { taskId, state: 'done' })
      await record(taskId, { checks: found(false) })
    }
    expect((await getTask(dev, { taskId })).state).toBe('blocked')
    const { id: other } = await task()
    await updateTask(dev, { taskId: other, state: 'done' })
    await record(other, { error: 'No worker has the runtime.' })
    expect(await getTask(dev, { taskId: other })).toMatchObject({ state: 'blocked', verification: { state: 'error' } })
  })

  it('comes before the stages, and a task that was taken back is left alone', async () => {
    const { id: taskId } = await task({ executionPolicy: reviewedBy({ type: 'agent', id: qaId }) })
    await updateTask(dev, { taskId, state: 'done' })
    await record(taskId, { checks: found(true) })
    expect(await getTask(dev, { taskId })).toMatchObject({ state: 'in_review', assigneeId: qaId })
    const { id: taken } = await task()
    await updateTask(dev, { taskId: taken, state: 'done' })
    await updateTask(company.board, { taskId: taken, state: 'todo' })
    expect(await record(taken, { checks: found(true) })).toEqual({ state: 'todo' })
    expect((await getTask(dev, { taskId: taken })).verification).toBeNull()
  })

  it('is not decided by checks of an earlier one', async () => {
    const { id: taskId } = await task()
    const first = (await updateTask(dev, { taskId, state: 'done' })).verification!.id
    await updateTask(company.board, { taskId, state: 'todo' })
    await updateTask(dev, { taskId, state: 'done' })
    expect(await record(taskId, { verificationId: first, checks: found(true) })).toEqual({ state: 'in_review' })
  })

  it('is checked in the workspace of somebody who is still there', async () => {
    const gone = await company.hire({ name: 'Left' })
    const { id: taskId } = await task({ assigneeId: gone.id })
    await terminateAgent(company.board, { agentId: gone.id })
    const { verification } = await updateTask(company.board, { taskId, state: 'done' })
    expect(verification?.agentId).toBe(bossId)
  })

  it('is not changed by who must pass it', async () => {
    const { id: taskId } = await task()
    expect(await ruleOf(updateTask(dev, { taskId, acceptance: [] }))).toBe('forbidden')
    expect(await ruleOf(updateTask(dev, { taskId, executionPolicy: null }))).toBe('forbidden')
  })
})
