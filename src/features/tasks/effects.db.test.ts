import { afterAll, describe, expect, it } from 'vitest'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { checkOutTask, claimEffect, createTask, listEffects, settleEffect } from '.'

afterAll(closePools)

async function agentAtWork() {
  const company = await foundCompany()
  const agent = await company.hire()
  const task = await createTask(company.board, { title: 'Send the invoice', assigneeId: agent.id })
  return { company, task, agent, caller: await company.asAgent(agent.id) }
}

describe('what is done outside', () => {
  it('is given to one of many who ask at once', async () => {
    const { caller, task } = await agentAtWork()
    const asked = await Promise.all(
      Array.from({ length: 12 }, () => claimEffect(caller, { taskId: task.id, key: 'invoice-42' })),
    )
    expect(asked.filter((each) => each.isNew)).toHaveLength(1)
    expect(await listEffects(caller, { taskId: task.id })).toMatchObject([{ key: 'invoice-42', state: 'claimed' }])
  })

  it('is known with its result to whoever asks later, and stays done', async () => {
    const { caller, task } = await agentAtWork()
    const named = { taskId: task.id, key: 'invoice-42' }
    await claimEffect(caller, { ...named, note: 'to Acme' })
    await settleEffect(caller, { ...named, state: 'done', result: { number: 42 } })
    expect(await claimEffect(caller, named)).toMatchObject({
      ...{ isNew: false, state: 'done', note: 'to Acme', result: { number: 42 } },
    })
    await expect(settleEffect(caller, { ...named, state: 'failed' })).rejects.toMatchObject({
      code: 'illegal_transition',
      facts: { from: 'done' },
    })
  })

  it('may be tried again after it failed, by one', async () => {
    const { caller, task } = await agentAtWork()
    const named = { taskId: task.id, key: 'post:launch' }
    await claimEffect(caller, named)
    await settleEffect(caller, { ...named, state: 'failed', result: 'no network' })
    const again = await Promise.all([1, 2, 3].map(() => claimEffect(caller, named)))
    expect(again.filter((each) => each.isNew)).toMatchObject([{ state: 'claimed', result: null, settledAt: null }])
  })

  it('is not begun on a task that another agent holds, nor settled unclaimed', async () => {
    const { company, caller, agent, task } = await agentAtWork()
    const other = await company.asAgent((await company.hire({ managerId: agent.id })).id)
    await checkOutTask(caller, { taskId: task.id, agentId: agent.id })
    const named = { taskId: task.id, key: 'invoice-42' }
    await expect(claimEffect(other, named)).rejects.toMatchObject({ code: 'already_claimed' })
    await expect(settleEffect(caller, { ...named, state: 'done' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(claimEffect(caller, { ...named, key: 'two words' })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('is begun by who has the task, a manager or a person, and by nobody else: who has it would take it for done', async () => {
    const { company, caller, agent, task } = await agentAtWork()
    const other = await company.asAgent((await company.hire({ managerId: agent.id })).id)
    const named = { taskId: task.id, key: 'invoice-42' }
    await expect(claimEffect(other, named)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await claimEffect(caller, named)).toMatchObject({ isNew: true })
    expect(await claimEffect(company.board, { ...named, key: 'by-hand' })).toMatchObject({ isNew: true })
    const free = await createTask(company.board, { title: 'Nobody has it' })
    expect(await claimEffect(other, { ...named, taskId: free.id })).toMatchObject({ isNew: true })
  })
})
