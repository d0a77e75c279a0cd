import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkOutTask, createTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import {
  deleteDocument,
  getDocument,
  getDocumentRevision,
  listDocumentRevisions,
  listDocuments,
  lockDocument,
  putDocument,
  restoreDocumentRevision,
  unlockDocument,
} from '.'

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
})
afterAll(closePools)

async function plan(body = 'First') {
  const task = await createTask(company.board, { title: 'With a plan' })
  const name = { taskId: task.id, key: 'plan' }
  const first = await putDocument(company.board, { ...name, title: 'The plan', body })
  return { name, first, task }
}

describe('writing', () => {
  it('makes a revision a change, and none for the same text', async () => {
    const { name, first } = await plan()
    expect(first).toMatchObject({ revisionNumber: 1, title: 'The plan', body: 'First' })
    const change = { ...name, body: 'Second', changeSummary: 'More', baseRevisionId: first.revisionId }
    const second = await putDocument(company.board, change)
    expect(second).toMatchObject({ revisionNumber: 2, title: 'The plan', body: 'Second' })
    // the same call again, as after a lost answer
    expect(await putDocument(company.board, change)).toEqual(second)
    const revisions = await listDocumentRevisions(company.board, name)
    expect(revisions.map(({ number, changeSummary }) => [number, changeSummary])).toEqual([
      [2, 'More'],
      [1, null],
    ])
    const old = await getDocumentRevision(company.board, { ...name, revisionId: first.revisionId })
    expect(old).toMatchObject({ number: 1, body: 'First' })
  })

  it('refuses a base that is not the newest revision, with what is', async () => {
    const { name, first } = await plan()
    const facts = { currentRevisionId: first.revisionId, currentRevisionNumber: 1 }
    const without = putDocument(company.board, { ...name, body: 'Mine' })
    await expect(without).rejects.toMatchObject({ code: 'stale_version', facts })
    const wrong = putDocument(company.board, { ...name, body: 'Mine', baseRevisionId: newId() })
    await expect(wrong).rejects.toMatchObject({ code: 'stale_version', facts })
    const absent = putDocument(company.board, { ...name, key: 'other', body: 'Mine', baseRevisionId: newId() })
    await expect(absent).rejects.toMatchObject({ code: 'not_found' })
  })

  it('has one winner among writers of one base, and loses nobody else’s text', async () => {
    const { name, first } = await plan()
    let base = first.revisionId
    for (let round = 0; round < 5; round++) {
      const written = await Promise.allSettled(
        Array.from({ length: 12 }, (_, i) =>
          putDocument(company.board, { ...name, body: `Round ${round} by ${i}`, baseRevisionId: base }),
        ),
      )
      const won = written.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
      const lost = written.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
      expect(won).toHaveLength(1)
      expect(lost.every((reason) => reason.code === 'stale_version')).toBe(true)
      expect(lost[0].facts.currentRevisionId).toBe(won[0]!.revisionId)
      base = won[0]!.revisionId
    }
    const numbers = (await listDocumentRevisions(company.board, name)).map((revision) => revision.number)
    expect(numbers).toEqual([6, 5, 4, 3, 2, 1])
  })

  it('has one winner among those who create it', async () => {
    const task = await createTask(company.board, { title: 'New' })
    const made = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) =>
        putDocument(company.board, { taskId: task.id, key: 'plan', body: `By ${i}` }),
      ),
    )
    expect(made.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    expect(await listDocuments(company.board, { taskId: task.id })).toHaveLength(1)
  })

  it('takes a long text whole and refuses a longer one, a wrong key, and a task of nobody', async () => {
    const task = await createTask(company.board, { title: 'Long' })
    const body = 'ü'.repeat(524_288)
    const name = { taskId: task.id, key: 'long' }
    await putDocument(company.board, { ...name, body })
    expect((await getDocument(company.board, name)).body).toBe(body)
    for (const bad of [{ body: `${body}x` }, { key: 'Ähm', body: '' }, { key: '../x', body: '' }]) {
      await expect(putDocument(company.board, { ...name, ...bad })).rejects.toMatchObject({ code: 'invalid_input' })
    }
    const nowhere = putDocument(company.board, { taskId: newId(), key: 'plan', body: '' })
    await expect(nowhere).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('who may', () => {
  it('write: an agent, unless another one holds the task', async () => {
    const [holder, other] = await Promise.all([company.hire(), company.hire()])
    const { name, first, task } = await plan()
    await checkOutTask(company.board, { taskId: task.id, agentId: holder.id })
    const change = { ...name, body: 'By an agent', baseRevisionId: first.revisionId }
    const refused = putDocument(await company.asAgent(other.id), change)
    await expect(refused).rejects.toMatchObject({ code: 'already_claimed', facts: { holderAgentId: holder.id } })
    const written = await putDocument(await company.asAgent(holder.id), change)
    expect(written).toMatchObject({ updatedByKind: 'agent', updatedById: holder.id, createdByKind: 'person' })
  })

  it('lock, unlock and delete: people; nobody writes what is locked', async () => {
    const asAgent = await company.asAgent((await company.hire()).id)
    const { name, first } = await plan()
    for (const call of [lockDocument, unlockDocument, deleteDocument]) {
      await expect(call(asAgent, name)).rejects.toMatchObject({ code: 'forbidden' })
    }
    expect((await lockDocument(company.board, name)).lockedAt).not.toBeNull()
    const change = { ...name, body: 'Changed', baseRevisionId: first.revisionId }
    for (const caller of [asAgent, company.board]) {
      await expect(putDocument(caller, change)).rejects.toMatchObject({ facts: { rule: 'document_locked' } })
    }
    expect((await unlockDocument(company.board, name)).lockedAt).toBeNull()
    expect((await putDocument(asAgent, change)).revisionNumber).toBe(2)
  })
})

describe('history', () => {
  it('is restored as a new revision', async () => {
    const { name, first } = await plan()
    const second = await putDocument(company.board, {
      ...name,
      title: null,
      body: 'Worse',
      baseRevisionId: first.revisionId,
    })
    expect(second.title).toBeNull()
    const restored = await restoreDocumentRevision(company.board, { ...name, revisionId: first.revisionId })
    expect(restored).toMatchObject({ revisionNumber: 3, title: 'The plan', body: 'First' })
    const stale = { ...name, revisionId: second.revisionId, baseRevisionId: second.revisionId }
    await expect(restoreDocumentRevision(company.board, stale)).rejects.toMatchObject({ code: 'stale_version' })
  })

  it('stays when the document is deleted, and goes on when it is written again', async () => {
    const { name, task } = await plan('Secret plans')
    await deleteDocument(company.board, name)
    await expect(getDocument(company.board, name)).rejects.toMatchObject({ code: 'not_found' })
    await expect(listDocumentRevisions(company.board, name)).rejects.toMatchObject({ code: 'not_found' })
    expect(await listDocuments(company.board, { taskId: task.id })).toEqual([])
    const again = await putDocument(company.board, { ...name, body: 'New plans' })
    expect(again).toMatchObject({ revisionNumber: 2, body: 'New plans' })
  })

  it('cannot be changed by anybody', async () => {
    const { first } = await plan()
    const change = `UPDATE "DocumentRevision" SET body = 'x' WHERE id = $1`
    await expect(asDatabaseOwner(change, [first.revisionId])).rejects.toThrow()
  })
})

it('lists in pages', async () => {
  const task = await createTask(company.board, { title: 'Many' })
  const keys = ['a', 'b', 'c', 'd', 'e']
  for (const key of keys) await putDocument(company.board, { taskId: task.id, key, body: key })
  const first = await listDocuments(company.board, { taskId: task.id, limit: 3 })
  const rest = await listDocuments(company.board, { taskId: task.id, after: first.at(-1)!.key })
  expect([...first, ...rest].map((document) => document.key)).toEqual(keys)
  expect(first[0]).not.toHaveProperty('body')
})
