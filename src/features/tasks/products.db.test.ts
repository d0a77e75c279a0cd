import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, type TestCompany } from '@/testing/company'
import { checkOutTask, createProduct, createTask, deleteProduct, listProducts, updateProduct } from '.'

let company: TestCompany
beforeAll(async () => {
  company = await foundCompany()
})
afterAll(closePools)

const newTask = async () => (await createTask(company.board, { title: 'Bring forth' })).id

describe('a work product', () => {
  it('is noted with the run that told of it, changed in parts, and taken off', async () => {
    const taskId = await newTask()
    const agent = await company.hire()
    const runId = newId()
    await asDatabaseOwner(
      `INSERT INTO "Run" (id, "companyId", "agentId", "taskId", cause, runtime, state, context) VALUES ($1, $2, $3, $4, 'manual', 'bash', 'running', '{}')`,
      [runId, company.id, agent.id, taskId],
    )
    const caller = await company.asAgent(agent.id, runId)
    const url = 'https://code.test/pulls/7'
    const made = await createProduct(caller, { taskId, type: 'pull_request', title: 'Sync', url, metadata: { by: 2 } })
    expect(made).toMatchObject({ createdByKind: 'agent', createdByRunId: runId, isPrimary: false, status: null })
    const changed = await updateProduct(company.board, { productId: made.id, status: 'merged', url: null })
    expect(changed).toMatchObject({ title: 'Sync', status: 'merged', url: null, metadata: { by: 2 } })
    expect(await listProducts(company.board, { taskId })).toEqual([changed])
    await deleteProduct(company.board, { productId: made.id })
    expect(await listProducts(company.board, { taskId })).toEqual([])
    await expect(deleteProduct(company.board, { productId: made.id })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('of an agent is changed by no other one that has nothing to do with the task', async () => {
    const [dev, other] = [await company.hire(), await company.hire()]
    const [caller, stranger] = [await company.asAgent(dev.id), await company.asAgent(other.id)]
    const { id: taskId } = await createTask(company.board, { title: 'Bring forth', assigneeId: dev.id })
    const { id: productId } = await createProduct(caller, { taskId, type: 'commit', title: 'abc' })
    for (const wish of [updateProduct(stranger, { productId, title: 'def' }), deleteProduct(stranger, { productId })]) {
      await expect(wish).rejects.toMatchObject({ code: 'forbidden' })
    }
    const own = await createProduct(stranger, { taskId, type: 'commit', title: 'of mine' })
    expect((await updateProduct(stranger, { productId: own.id, title: 'still mine' })).title).toBe('still mine')
    expect((await deleteProduct(caller, { productId: own.id })).id).toBe(own.id)
    expect((await updateProduct(caller, { productId, title: 'def' })).title).toBe('def')
  })

  it('takes metadata whose names no database stores', async () => {
    const metadata = { 'a\0b': 1, 'c\ud800': 2 }
    const made = await createProduct(company.board, { taskId: await newTask(), type: 'other', title: 'T', metadata })
    expect(made.metadata).toEqual({ ab: 1, 'c\ufffd': 2 })
  })

  it.each([
    'javascript:alert(1)',
    'ftp://a.test/x',
    'data:text/html,x',
    '/tasks',
    'https://',
    'https://me:secret@a.test/',
  ])('does not lead to %s', async (url) => {
    const made = createProduct(company.board, { taskId: await newTask(), type: 'url', title: 'Page', url })
    await expect(made).rejects.toMatchObject({ code: 'invalid_input', facts: { fields: [{ field: 'url' }] } })
  })

  it('is the primary one of its task alone, however many claim it at once', async () => {
    const taskId = await newTask()
    const claims = Array.from({ length: 8 }, (_, i) =>
      createProduct(company.board, { taskId, type: 'commit', title: `${i}`, isPrimary: true }),
    )
    await Promise.all(claims)
    const isPrimary = async () => (await listProducts(company.board, { taskId })).map((each) => each.isPrimary)
    expect((await isPrimary()).filter(Boolean)).toHaveLength(1)
    const [first] = await listProducts(company.board, { taskId })
    await updateProduct(company.board, { productId: first!.id, isPrimary: true })
    expect(await isPrimary()).toEqual([true, ...Array.from({ length: 7 }, () => false)])
  })

  it('is not changed by an agent while another one holds the task', async () => {
    const [holder, other] = [await company.hire(), await company.hire()]
    const task = await createTask(company.board, { title: 'Held', assigneeId: holder.id })
    const { id: productId } = await createProduct(company.board, { taskId: task.id, type: 'file', title: 'a.txt' })
    await checkOutTask(company.board, { taskId: task.id, agentId: holder.id })
    const stranger = await company.asAgent(other.id)
    const tries = [
      () => createProduct(stranger, { taskId: task.id, type: 'file', title: 'b.txt' }),
      () => updateProduct(stranger, { productId, title: 'c.txt' }),
      () => deleteProduct(stranger, { productId }),
    ]
    for (const each of tries) await expect(each()).rejects.toMatchObject({ code: 'already_claimed' })
    expect(await listProducts(company.board, { taskId: task.id })).toMatchObject([{ title: 'a.txt' }])
  })
})
