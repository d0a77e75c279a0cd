import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Caller } from '@/platform/command'
import { closePools, systemSql } from '@/platform/database'
import { newId } from '@/platform/ids'
import { foundCompany, type TestCompany } from '@/testing/company'
import { createTask, listTasks, markTask, postMessage, updateTask } from '.'

let company: TestCompany
let other: Caller
beforeAll(async () => {
  company = await foundCompany()
  other = await member()
})
afterAll(closePools)

/** Another person of the company. */
async function member(): Promise<Caller> {
  const id = newId()
  await systemSql(`INSERT INTO "Person" (id, name) VALUES ($1, 'Member')`, [id])
  await systemSql(`INSERT INTO "Membership" ("companyId", "personId", role) VALUES ($1, $2, 'operator')`, [
    company.id,
    id,
  ])
  return { ...company.board, actor: { kind: 'person', id } }
}

const idsOf = async (caller: Caller, filter: Partial<Parameters<typeof listTasks>[1]>) =>
  (await listTasks(caller, { ...filter, limit: 500 })).map((task) => task.id)
const unread = (caller: Caller) => idsOf(caller, { isUnread: true })
const inbox = (caller: Caller) => idsOf(caller, { isTouched: true, isArchived: false })

describe('a task', () => {
  it('is unread for those who touched it when somebody else writes, and for nobody else', async () => {
    const agent = await company.asAgent((await company.hire()).id)
    const { id: taskId } = await createTask(company.board, { title: 'Told' })
    expect(await unread(company.board)).not.toContain(taskId)
    await postMessage(agent, { taskId, content: 'Begun.' })
    expect(await unread(company.board)).toContain(taskId)
    expect(await unread(other)).not.toContain(taskId)
    expect(await idsOf(other, { isTouched: true })).not.toContain(taskId)
    // who answers has read; who wrote is of the party
    await postMessage(company.board, { taskId, content: 'Fine.' })
    expect(await unread(company.board)).not.toContain(taskId)
    await postMessage(other, { taskId, content: 'And me?' })
    expect([await unread(company.board), await unread(other)]).toEqual([expect.arrayContaining([taskId]), []])
    expect(await markTask(company.board, { taskId, isUnread: false })).toMatchObject({ isUnread: false })
    expect(await unread(company.board)).not.toContain(taskId)
    await markTask(company.board, { taskId, isUnread: true })
    expect(await unread(company.board)).toContain(taskId)
  })

  it('is unread for whom it is given to, and not for who takes it', async () => {
    const { id: taskId } = await createTask(company.board, { title: 'Given' })
    await updateTask(company.board, { taskId, assigneePersonId: other.actor.id })
    expect(await unread(other)).toContain(taskId)
    await updateTask(company.board, { taskId, assigneePersonId: company.board.actor.id })
    expect(await unread(company.board)).not.toContain(taskId)
  })

  it('leaves the inbox until somebody else writes', async () => {
    const { id: taskId } = await createTask(company.board, { title: 'Away' })
    expect(await inbox(company.board)).toContain(taskId)
    await markTask(company.board, { taskId, isArchived: true })
    expect(await inbox(company.board)).not.toContain(taskId)
    expect(await idsOf(company.board, { isArchived: true })).toEqual([taskId])
    await postMessage(company.board, { taskId, content: 'To myself.' })
    expect(await inbox(company.board)).not.toContain(taskId)
    await postMessage(other, { taskId, content: 'Look again.' })
    expect(await inbox(company.board)).toContain(taskId)
    await markTask(company.board, { taskId, isArchived: true })
    expect(await markTask(company.board, { taskId, isArchived: false })).toMatchObject({ archivedAt: null })
    expect(await inbox(company.board)).toContain(taskId)
  })

  it('is never read by a mark that came before the message', async () => {
    for (let round = 0; round < 10; round++) {
      const { id: taskId } = await createTask(company.board, { title: 'Both at once' })
      await Promise.all([
        markTask(company.board, { taskId, isUnread: false }),
        ...[1, 2].map(() => postMessage(other, { taskId, content: 'Now.' })),
      ])
      await postMessage(other, { taskId, content: 'And after.' })
      expect(await unread(company.board)).toContain(taskId)
    }
  })
})

it('is noted by people only', async () => {
  const agent = await company.asAgent((await company.hire()).id)
  const { id: taskId } = await createTask(company.board, { title: 'Private' })
  await expect(markTask(agent, { taskId, isUnread: false })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(listTasks(agent, { isUnread: true })).rejects.toMatchObject({ code: 'forbidden' })
})
