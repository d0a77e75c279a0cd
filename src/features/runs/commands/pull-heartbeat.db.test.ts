import { afterAll, expect, it } from 'vitest'
import { createTask, postMessage } from '@/features/tasks'
import { setClock } from '@/platform/clock'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { pullHeartbeat, requestWake } from '..'
import { admitWake } from './admit-wake'

afterAll(closePools)

/** An agent that asks by itself, mentioned on somebody else's task. */
async function mentioned() {
  const company = await foundCompany()
  const agent = await company.hire({ runtime: 'claude-code', runtimeConfig: {} })
  const task = await createTask(company.board, { title: 'A page' })
  const { wakeId } = await requestWake(company.system, { agentId: agent.id, cause: 'mention', taskId: task.id })
  expect(await admitWake(company.system, { wakeId })).toMatchObject({ outcome: 'held', reason: 'no_worker' })
  const self = await company.asAgent(agent.id)
  const told = async () => (await pullHeartbeat(self, { agentId: agent.id })).mentions.map(({ taskId }) => taskId)
  return { self, task, told }
}

it('tells a mention again, whose first answer may have been lost, until the agent has written there', async () => {
  const { self, task, told } = await mentioned()
  expect([await told(), await told()]).toEqual([[task.id], [task.id]])
  await postMessage(self, { taskId: task.id, content: 'I have seen it.' })
  expect(await told()).toEqual([])
})

it('tells a mention for some minutes, and not for ever', async () => {
  const { task, told } = await mentioned()
  expect(await told()).toEqual([task.id])
  const restore = setClock(() => new Date(Date.now() + 200_000))
  expect(await told()).toEqual([])
  restore()
})
