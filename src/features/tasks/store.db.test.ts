import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import type { Refusal } from '@/platform/errors'
import { asDatabaseOwner, foundCompany, refusal, type TestCompany } from '@/testing/company'
import { checkOutTask, createTask, delegateTask, getTask, listMessages, postMessage, releaseTask, updateTask } from '.'

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
})
afterAll(closePools)

describe('checking out', () => {
  it('pain 11: has one winner among sixteen, and tells the others who, whether alive, and until when', async () => {
    const agents = await Promise.all(Array.from({ length: 16 }, () => company.hire()))
    for (let round = 0; round < 10; round++) {
      const task = await createTask(company.board, { title: `Prize ${round}` })
      const asked = agents.map((agent) => checkOutTask(company.board, { taskId: task.id, agentId: agent.id }))
      const results = await Promise.allSettled(asked)
      const won = results.filter((r) => r.status === 'fulfilled').map((r) => r.value)
      const lost = results.filter((r) => r.status === 'rejected').map((r) => r.reason as Refusal)
      expect(won).toHaveLength(1)
      const winner = won[0]!.assigneeId
      expect(lost.map((r) => r.code)).toEqual(Array(15).fill('already_claimed'))
      expect(lost.every((r) => r.facts.holderAgentId === winner && r.facts.isAlive === true)).toBe(true)
      const { lease } = await getTask(company.board, { taskId: task.id })
      expect(lease?.agentId).toBe(winner)
      expect(Date.parse(lease!.expiresAt)).toBeGreaterThan(Date.now() + 60_000)
      expect(lost.map((r) => r.facts.expiresAt)).toEqual(Array(15).fill(lease!.expiresAt))
    }
  })

  it('pain 1: lets the holder ask again, and nobody else until it expires, which needs nobody to clean up; then the fence grows', async () => {
    const [a, b] = await Promise.all([company.hire(), company.hire()])
    const task = await createTask(company.board, { title: 'Lease' })
    const first = await checkOutTask(company.board, { taskId: task.id, agentId: a.id, ttlSeconds: 60 })
    const again = await checkOutTask(company.board, { taskId: task.id, agentId: a.id, ttlSeconds: 60 })
    expect(again.lease?.fence).toBe(first.lease?.fence)
    expect((await refusal(checkOutTask(company.board, { taskId: task.id, agentId: b.id })))?.code).toBe(
      'already_claimed',
    )
    const restore = setClock(() => new Date(Date.now() + 61_000))
    const taken = await checkOutTask(company.board, { taskId: task.id, agentId: b.id })
    restore()
    expect(taken.lease).toMatchObject({ agentId: b.id, fence: first.lease!.fence + 1 })
  })

  it('refuses a task that is over, and an agent asking for another one', async () => {
    const [a, b] = await Promise.all([company.hire(), company.hire()])
    const task = await createTask(company.board, { title: 'Over', state: 'done' })
    expect((await refusal(checkOutTask(company.board, { taskId: task.id, agentId: a.id })))?.code).toBe(
      'illegal_transition',
    )
    const asA = await company.asAgent(a.id)
    const open = await createTask(company.board, { title: 'Open' })
    expect((await refusal(checkOutTask(asA, { taskId: open.id, agentId: b.id })))?.code).toBe('forbidden')
  })

  it('keeps another agent from changing what is held, and frees it on release', async () => {
    const [a, b] = await Promise.all([company.hire(), company.hire()])
    const task = await createTask(company.board, { title: 'Held' })
    await checkOutTask(company.board, { taskId: task.id, agentId: a.id })
    const asB = await company.asAgent(b.id)
    const change = { taskId: task.id, state: 'done' as const }
    expect((await refusal(updateTask(asB, change)))?.code).toBe('already_claimed')
    const released = await releaseTask(await company.asAgent(a.id), { taskId: task.id })
    expect(released).toMatchObject({ state: 'todo', assigneeId: null, lease: null })
    expect((await updateTask(asB, change)).state).toBe('done')
  })
})

describe('numbers', () => {
  it('are without gaps or twins when many tasks are made at once', async () => {
    const own = await foundCompany()
    const made = await Promise.all(Array.from({ length: 40 }, (_, i) => createTask(own.board, { title: `T${i}` })))
    const numbers = made.map((task) => Number(task.identifier.split('-')[1])).sort((x, y) => x - y)
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
  })
})

describe('messages', () => {
  it('take the role from who writes, keep tool calls, and wake whom they mention but never the author', async () => {
    const [ada, bob] = await Promise.all([company.hire({ name: 'Ada' }), company.hire({ name: 'Bob' })])
    const task = await createTask(company.board, { title: 'Thread', assigneeId: bob.id })
    const toolCalls = [{ tool: 'bash', input: 'ls', output: 'a b' }]
    const posted = await postMessage(await company.asAgent(bob.id), {
      taskId: task.id,
      content: '@Ada and @Bob: look',
      toolCalls,
    })
    expect(posted).toMatchObject({ role: 'agent', authorName: 'Bob', toolCalls })
    const [event] = await asDatabaseOwner<{ data: { wakes: unknown } }>(
      `SELECT data FROM "OutboxEvent" WHERE name = 'message/posted' AND data->>'messageId' = $1`,
      [posted.id],
    )
    expect(event?.data.wakes).toEqual([{ agentId: ada.id, cause: 'mention' }])
    const thread = await listMessages(company.board, { taskId: task.id })
    expect(thread.map((message) => message.id)).toEqual([posted.id])
  })
})

describe('delegating', () => {
  it('hands the task on, frees it, counts the depth, and may give a part instead', async () => {
    const boss = await company.hire()
    const report = await company.hire({ managerId: boss.id })
    const task = await createTask(company.board, { title: 'Split', assigneeId: boss.id })
    const asBoss = await company.asAgent(boss.id)
    const part = await delegateTask(asBoss, { taskId: task.id, toAgentId: report.id, asSubtask: true })
    expect(part).toMatchObject({ parentId: task.id, assigneeId: report.id, requestDepth: 1 })
    const whole = await delegateTask(asBoss, { taskId: task.id, toAgentId: report.id })
    expect(whole).toMatchObject({ assigneeId: report.id, requestDepth: 1, state: 'todo', lease: null })
  })

  it('is refused to agents that neither have the task nor manage who has it', async () => {
    const [owner, stranger] = await Promise.all([company.hire(), company.hire()])
    const task = await createTask(company.board, { title: 'Mine', assigneeId: owner.id })
    const third = await company.hire()
    const proper = delegateTask(await company.asAgent(stranger.id), { taskId: task.id, toAgentId: third.id })
    expect((await refusal(proper))?.code).toBe('forbidden')
  })
})
