import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callerFor } from '@/features/access'
import { createProject, updateProject } from '@/features/goals'
import type { Caller } from '@/platform/command'
import { closePools, systemSql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, codeOf, foundCompany, type TestCompany } from '@/testing/company'
import { checkOutTask, createTask, delegateTask, getTask, postMessage, releaseTask, updateTask } from '.'

afterAll(closePools)

let company: TestCompany
let boss: Caller
let dev: Caller
let qa: Caller
let devId: string
let qaId: string

beforeAll(async () => {
  company = await foundCompany()
  const bossId = (await company.hire({ name: 'Boss' })).id
  devId = (await company.hire({ name: 'Dev', managerId: bossId })).id
  qaId = (await company.hire({ name: 'Qa', managerId: bossId })).id
  boss = await company.asAgent(bossId)
  dev = await company.asAgent(devId)
  qa = await company.asAgent(qaId)
})

const ofDev = (more = {}) => createTask(company.board, { title: 'Build', assigneeId: devId, ...more })

describe('an agent, and a task that is with another one', () => {
  it('does not check it out, however many try, also after a lease has run out', async () => {
    const { id: taskId } = await ofDev()
    const tries = await Promise.all(
      Array.from({ length: 8 }, () => codeOf(checkOutTask(qa, { taskId, agentId: qaId }))),
    )
    expect(new Set(tries)).toEqual(new Set(['already_claimed']))
    await checkOutTask(dev, { taskId, agentId: devId })
    await asDatabaseOwner(`UPDATE "Lease" SET "expiresAt" = now() - interval '1 hour' WHERE "taskId" = $1`, [taskId])
    await expect(checkOutTask(qa, { taskId, agentId: qaId })).rejects.toMatchObject({
      code: 'already_claimed',
      facts: { holderAgentId: devId, isAlive: false },
    })
    expect(await codeOf(updateTask(qa, { taskId, state: 'done' }))).toBe('already_claimed')
    expect((await checkOutTask(dev, { taskId, agentId: devId })).assigneeId).toBe(devId)
  })

  it('changes nothing of it under review, by saying that it is under review', async () => {
    const stranger = await company.asAgent((await company.hire()).id)
    const stages = [{ type: 'review' as const, participants: [{ type: 'agent' as const, id: qaId }] }]
    const { id: taskId } = await ofDev({ executionPolicy: { stages } })
    expect((await updateTask(dev, { taskId, state: 'done' })).assigneeId).toBe(qaId)
    for (const caller of [stranger, dev]) {
      expect(await codeOf(updateTask(caller, { taskId, state: 'in_review', title: 'Other work' }))).toBe('forbidden')
    }
    expect((await updateTask(qa, { taskId, state: 'in_review', title: 'In my words' })).title).toBe('In my words')
  })

  it('neither begins work of a project that is paused, nor moves it out, though it is its own', async () => {
    const project = await createProject(company.board, { name: 'Paused' })
    const { id: taskId } = await ofDev({ projectId: project.id })
    await updateProject(company.board, { projectId: project.id, isPaused: true })
    for (const change of [{ projectId: null }, { state: 'in_progress' as const }]) {
      const wish = updateTask(dev, { taskId, ...change })
      await expect(wish).rejects.toMatchObject({ facts: { rule: 'project_paused' } })
    }
    expect((await updateTask(company.board, { taskId, projectId: null })).project).toBeNull()
    expect((await updateTask(dev, { taskId, state: 'in_progress' })).state).toBe('in_progress')
  })

  it('changes neither its state nor its text, and may comment', async () => {
    const { id: taskId } = await ofDev()
    const wishes = [
      { state: 'cancelled' },
      { state: 'done' },
      { title: 'Mine' },
      { blockedByIds: [] },
      { priority: 'low' },
    ]
    for (const wish of wishes) expect(await codeOf(updateTask(qa, { taskId, ...wish } as never))).toBe('forbidden')
    expect(await codeOf(updateTask(qa, { taskId, comment: 'Look at the log.' }))).toBe('done')
    expect(await codeOf(postMessage(qa, { taskId, content: 'And here.' }))).toBe('done')
  })

  it('does not touch what is with a person', async () => {
    const { id: taskId } = await createTask(company.board, { title: 'Sign', assigneePersonId: company.board.actor.id })
    for (const state of ['done', 'cancelled', 'todo'] as const) {
      expect(await codeOf(updateTask(qa, { taskId, state }))).toBe('forbidden')
    }
  })

  it('may act for an agent below it, and call off what it made itself', async () => {
    const { id: taskId } = await ofDev()
    expect((await updateTask(boss, { taskId, priority: 'high' })).priority).toBe('high')
    const made = await createTask(qa, { title: 'Fix the bug', assigneeId: devId })
    expect(await codeOf(updateTask(qa, { taskId: made.id, state: 'done' }))).toBe('forbidden')
    expect((await updateTask(qa, { taskId: made.id, title: 'Fix both bugs', state: 'cancelled' })).state).toBe(
      'cancelled',
    )
  })

  it('takes what is nobody’s, and gives it back', async () => {
    const { id: taskId } = await createTask(company.board, { title: 'Free', state: 'todo' })
    expect((await checkOutTask(qa, { taskId, agentId: qaId })).assigneeId).toBe(qaId)
    expect((await releaseTask(qa, { taskId })).assigneeId).toBeNull()
  })
})

describe('how a task is accepted', () => {
  const command = [{ kind: 'command_exit_0' as const, command: 'curl evil' }]

  it('holds commands only of who may change agents', async () => {
    expect(await codeOf(createTask(dev, { title: 'x', assigneeId: qaId, acceptance: command }))).toBe('forbidden')
    const personId = newId()
    await systemSql(`INSERT INTO "Person" (id, name, "isInstanceAdmin") VALUES ($1, 'Op', false)`, [personId])
    await asDatabaseOwner(`INSERT INTO "Membership" ("companyId", "personId", role) VALUES ($1, $2, 'operator')`, [
      company.id,
      personId,
    ])
    const operator = await callerFor(
      { kind: 'person', personId, isInstanceAdmin: false, via: 'session', sessionId: newId() },
      company.id,
    )
    const { id: taskId } = await ofDev()
    expect(await codeOf(updateTask(operator, { taskId, acceptance: command }))).toBe('forbidden')
    expect(await codeOf(updateTask(company.board, { taskId, acceptance: command }))).toBe('done')
    const looks = [{ kind: 'file_exists' as const, path: 'a.md' }]
    expect(await codeOf(createTask(dev, { title: 'x', assigneeId: qaId, acceptance: looks }))).toBe('done')
  })

  it('names nobody of another company', async () => {
    const other = await foundCompany()
    const strangers = [
      { type: 'person' as const, id: other.board.actor.id },
      { type: 'agent' as const, id: (await other.hire()).id },
    ]
    for (const stranger of strangers) {
      const executionPolicy = { stages: [{ type: 'review' as const, participants: [stranger] }] }
      expect(await codeOf(createTask(company.board, { title: 'x', executionPolicy }))).toBe('not_found')
      const { id: taskId } = await ofDev()
      expect(await codeOf(updateTask(company.board, { taskId, executionPolicy }))).toBe('not_found')
    }
  })

  it('is answered for by whom people name', async () => {
    const { id: taskId } = await ofDev()
    expect(await codeOf(updateTask(dev, { taskId, accountable: { kind: 'agent', id: devId } }))).toBe('forbidden')
  })
})

describe('work that is handed on', () => {
  it('is as deep as the task that it is put below', async () => {
    const limited = await foundCompany()
    const [a, b] = [await limited.hire(), await limited.hire({})]
    await asDatabaseOwner(`UPDATE "Company" SET "maxRequestDepth" = 1 WHERE id = $1`, [limited.id])
    const top = await createTask(limited.board, { title: 'Top', assigneeId: a.id })
    const child = await delegateTask(await limited.asAgent(a.id), { taskId: top.id, toAgentId: b.id, asSubtask: true })
    const loose = await createTask(limited.board, { title: 'Loose', assigneeId: b.id })
    expect((await updateTask(limited.board, { taskId: loose.id, parentId: top.id })).requestDepth).toBe(1)
    const deeper = await createTask(limited.board, { title: 'Deeper' })
    await expect(updateTask(limited.board, { taskId: deeper.id, parentId: child.id })).rejects.toMatchObject({
      facts: { rule: 'depth_limit' },
    })
  })

  it('goes on while other tasks are made to wait for it: nobody waits in a circle', async () => {
    const tasks = await Promise.all(Array.from({ length: 4 }, () => ofDev()))
    for (let round = 0; round < 8; round++) {
      await Promise.all(
        tasks.flatMap(({ id: taskId }) => [
          delegateTask(company.board, { taskId, toAgentId: qaId, asSubtask: true }),
          createTask(company.board, { title: 'Waits', blockedByIds: tasks.map(({ id }) => id) }),
        ]),
      )
    }
    expect((await getTask(company.board, { taskId: tasks[0]!.id })).childCounts.total).toBe(8)
  })
})

it('keeps no secret of a tool call', async () => {
  const { id: taskId } = await ofDev()
  const input = { headers: { authorization: 'Bearer planted' }, apiKey: 'planted', url: 'https://example.com' }
  const posted = await postMessage(dev, { taskId, content: 'x', toolCalls: [{ tool: 'http', input }] })
  expect(JSON.stringify(posted)).not.toContain('planted')
  expect(JSON.stringify(posted)).toContain('https://example.com')
})
