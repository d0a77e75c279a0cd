import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Caller } from '@/platform/command'
import { closePools } from '@/platform/database'
import { Refusal } from '@/platform/errors'
import { newId } from '@/platform/ids'
import { foundCompany, type TestCompany } from '@/testing/company'
import { checkOutTask, createTask, getTask, listMessages, recordVerification, updateTask } from '.'

let company: TestCompany
let dev: Caller
let qa: Caller
let devId: string
let qaId: string

beforeAll(async () => {
  company = await foundCompany()
  const boss = await company.hire({ name: 'Boss' })
  devId = (await company.hire({ name: 'Dev', managerId: boss.id })).id
  qaId = (await company.hire({ name: 'Qa', managerId: boss.id })).id
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
  const record = (taskId: string, more: object) =>
    recordVerification(company.system, { taskId, runId: newId(), ...more })

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

  it('is not changed by who must pass it', async () => {
    const { id: taskId } = await task()
    expect(await ruleOf(updateTask(dev, { taskId, acceptance: [] }))).toBe('forbidden')
    expect(await ruleOf(updateTask(dev, { taskId, executionPolicy: null }))).toBe('forbidden')
  })
})
