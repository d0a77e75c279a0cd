import { afterAll, beforeAll, expect, it } from 'vitest'
import { listWakes, type WakeCause } from '@/features/runs'
import { createTask, editMessage, getTask, postMessage, updateTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { foundCompany, type TestCompany, until } from '@/testing/company'
import { startBackground } from '../../background'

let stop: () => Promise<void>
beforeAll(async () => {
  stop = await startBackground()
})
afterAll(async () => {
  await stop()
  await closePools()
})

const wakesOf = async (company: TestCompany, agentId: string, cause: WakeCause) =>
  (await listWakes(company.board, { agentId })).filter((wake) => wake.cause === cause)

it('wakes once who waited for several tasks that are done at once, and the one above when all below are over', async () => {
  const company = await foundCompany()
  const [boss, worker] = await Promise.all([company.hire(), company.hire()])
  const above = await createTask(company.board, { title: 'Above', assigneeId: boss.id })
  const firsts = await Promise.all(
    ['A', 'B', 'C'].map((title) => createTask(company.board, { title, parentId: above.id })),
  )
  const last = await createTask(company.board, {
    ...{ title: 'Last', assigneeId: worker.id, state: 'blocked', parentId: above.id },
    blockedByIds: firsts.map((task) => task.id),
  })
  await Promise.all(firsts.map(({ id }) => updateTask(company.board, { taskId: id, state: 'done' })))
  await until('the wake of who waited', async () => (await wakesOf(company, worker.id, 'unblocked')).length > 0)
  expect((await getTask(company.board, { taskId: last.id })).state).not.toBe('blocked')
  expect(await wakesOf(company, boss.id, 'children_done')).toEqual([])
  await updateTask(company.board, { taskId: last.id, state: 'cancelled' })
  await until('the wake of the one above', async () => (await wakesOf(company, boss.id, 'children_done')).length > 0)
  expect(await wakesOf(company, worker.id, 'unblocked')).toHaveLength(1)
  expect(await wakesOf(company, worker.id, 'assignment')).toEqual([])
})

it('wakes for work with a time of its own then, and for a mention that an edit adds', async () => {
  const company = await foundCompany()
  const [ada, bob] = await Promise.all([company.hire({ name: 'Ada' }), company.hire({ name: 'Bob' })])
  const notBefore = new Date(Date.now() + 86_400_000).toISOString()
  const task = await createTask(company.board, { title: 'Tomorrow', assigneeId: ada.id, notBefore })
  const [wake] = await until('the wake', async () => {
    const wakes = await wakesOf(company, ada.id, 'assignment')
    return wakes.length > 0 && wakes
  })
  expect(wake).toMatchObject({ state: 'pending', dueAt: notBefore })
  const { id: messageId } = await postMessage(company.board, { taskId: task.id, content: 'Hm' })
  await editMessage(company.board, { messageId, content: '@Bob, look' })
  await until('the mention', async () => (await wakesOf(company, bob.id, 'mention')).length > 0)
})
