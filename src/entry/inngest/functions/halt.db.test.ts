import { afterAll, beforeAll, expect, it } from 'vitest'
import { reportCost, setBudget } from '@/features/budgets'
import { createTeam, pauseAgent, setTeamMembers, terminateAgent } from '@/features/org'
import { listRuns, listWakes, requestWake } from '@/features/runs'
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

it('stops the run of an agent that joins a team whose budget is used up', async () => {
  const { board, hire } = await foundCompany()
  const [ann, ben] = [await hire(), await hire()]
  const teamId = (await createTeam(board, { name: 'Writers' })).id
  const join = (agentIds: string[]) => setTeamMembers(board, { teamId, agentIds, personIds: [] })
  await join([ben.id])
  await setBudget(board, { scopeKind: 'team', scopeId: teamId, cap: 100_000 })
  await reportCost(board, { agentId: ben.id, model: 'own', costMicros: 200_000 })
  await requestWake(board, { agentId: ann.id, cause: 'manual' })
  const run = () => listRuns(board, { agentId: ann.id }).then(([latest]) => latest)
  await until('the run', run)
  await join([ben.id])
  expect((await run())?.stopReason).toBeNull()
  await join([ann.id, ben.id])
  await until('the run to be cancelled', async () => (await run())?.state === 'cancelled')
  expect(await run()).toMatchObject({ stopReason: 'budget' })
})
