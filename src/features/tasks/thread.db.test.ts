import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, refusal, type TestCompany } from '@/testing/company'
import { createTask, editMessage, getMessage, listMessageRevisions, listMessages, postMessage } from '.'

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
})
afterAll(closePools)

async function wokenBy(messageId: string): Promise<string[][]> {
  const rows = await asDatabaseOwner<{ wakes: { agentId: string }[] }>(
    `SELECT data->'wakes' AS wakes FROM "OutboxEvent" WHERE name LIKE 'message/%' AND data->>'messageId' = $1 ORDER BY id`,
    [messageId],
  )
  return rows.map((row) => row.wakes.map((wake) => wake.agentId))
}

describe('an edit', () => {
  it('keeps what was there, and wakes only whom no version mentioned before', async () => {
    const [ada, bob] = await Promise.all([company.hire({ name: 'Ada' }), company.hire({ name: 'Bob' })])
    const task = await createTask(company.board, { title: 'Thread' })
    const { id: messageId } = await postMessage(company.board, { taskId: task.id, content: '@Ada look' })
    await editMessage(company.board, { messageId, content: 'nobody' })
    await editMessage(company.board, { messageId, content: '@Ada and @Bob look' })
    const same = await editMessage(company.board, { messageId, content: '@Ada and @Bob look' })
    expect(same).toMatchObject({ content: '@Ada and @Bob look', role: 'human' })
    expect(same.editedAt).not.toBeNull()
    expect(await getMessage(company.board, { messageId })).toEqual(same)
    expect((await listMessageRevisions(company.board, { messageId })).map((each) => each.content)).toEqual([
      '@Ada look',
      'nobody',
    ])
    expect(await wokenBy(messageId)).toEqual([[ada.id], [], [bob.id]])
  })

  it('is for the author, and for who runs the company', async () => {
    const [a, b] = await Promise.all([company.hire(), company.hire()])
    const task = await createTask(company.board, { title: 'Thread' })
    const asA = await company.asAgent(a.id)
    const { id: messageId } = await postMessage(asA, { taskId: task.id, content: 'mine' })
    const edit = { messageId, content: 'yours' }
    expect((await refusal(editMessage(await company.asAgent(b.id), edit)))?.code).toBe('forbidden')
    expect((await editMessage(asA, edit)).content).toBe('yours')
    expect((await editMessage(company.board, { messageId, content: 'ours' })).content).toBe('ours')
    const { id: told } = await postMessage(company.system, { taskId: task.id, content: 'The product says' })
    expect((await refusal(editMessage(company.board, { messageId: told, content: 'no' })))?.code).toBe('forbidden')
  })

  it('loses nothing when many come at once', async () => {
    const task = await createTask(company.board, { title: 'Thread' })
    const { id: messageId } = await postMessage(company.board, { taskId: task.id, content: 'v0' })
    const contents = Array.from({ length: 12 }, (_, i) => `v${i + 1}`)
    await Promise.all(contents.map((content) => editMessage(company.board, { messageId, content })))
    const revisions = await listMessageRevisions(company.board, { messageId })
    expect(revisions.map((each) => each.number)).toEqual(contents.map((_, i) => i + 1))
    const last = await getMessage(company.board, { messageId })
    expect([...revisions.map((each) => each.content), last.content].sort()).toEqual(['v0', ...contents].sort())
  })
})

it('is read from either end, in pages', async () => {
  const task = await createTask(company.board, { title: 'Long' })
  for (const content of ['1', '2', '3', '4']) await postMessage(company.board, { taskId: task.id, content })
  const all = await listMessages(company.board, { taskId: task.id })
  const read = async (page: object) =>
    (await listMessages(company.board, { taskId: task.id, ...page })).map((message) => message.content)
  expect(all.map((message) => message.content)).toEqual(['1', '2', '3', '4'])
  expect(await read({ order: 'desc', limit: 2 })).toEqual(['4', '3'])
  expect(await read({ order: 'desc', before: all[2]!.id })).toEqual(['2', '1'])
  expect(await read({ after: all[1]!.id })).toEqual(['3', '4'])
})
