import { afterAll, beforeAll, expect, it } from 'vitest'
import { pauseAgent, terminateAgent } from '@/features/org'
import { listWakes } from '@/features/runs'
import { createTask } from '@/features/tasks'
import { closePools } from '@/platform/database'
import { foundCompany, until } from '@/testing/company'
import { startBackground } from '../../background'

let stop: () => Promise<void>
beforeAll(async () => {
  stop = await startBackground()
})
afterAll(async () => {
  await stop()
  await closePools()
})

it('empties the inbox of an agent that is terminated, with the reason: nothing waits, and nothing is overdue', async () => {
  const { board, hire } = await foundCompany()
  const agent = await hire()
  await pauseAgent(board, { agentId: agent.id })
  for (const title of ['One', 'Two']) await createTask(board, { title, assigneeId: agent.id })
  const wakes = () => listWakes(board, { agentId: agent.id })
  await until('both to wait', async () => (await wakes()).filter((wake) => wake.reason === 'agent_paused').length === 2)
  await terminateAgent(board, { agentId: agent.id })
  const ended = await until('the inbox to be empty', async () => {
    const all = await wakes()
    return all.every((wake) => wake.state === 'skipped') && all
  })
  expect(ended.map((wake) => wake.reason)).toEqual(['agent_terminated', 'agent_terminated'])
})
