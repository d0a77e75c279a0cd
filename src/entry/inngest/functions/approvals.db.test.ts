import { afterAll, beforeAll, expect, it } from 'vitest'
import { commentOnApproval, decideApproval, getApproval, listApprovals, requestApproval } from '@/features/approvals'
import { reportCost, setBudget } from '@/features/budgets'
import { listWakes } from '@/features/runs'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, until } from '@/testing/company'
import { startBackground } from '../../background'

let stop: () => Promise<void>
beforeAll(async () => {
  stop = await startBackground()
})
afterAll(async () => {
  await stop()
  await closePools()
})

const question = { type: 'request_board_approval' as const, payload: { title: 'Deploy' } }

it('wakes the agent that asked for each answer and each word of others, and gives each answer its own run', async () => {
  const company = await foundCompany()
  const agent = await company.hire()
  const asAgent = await company.asAgent(agent.id)
  const [first, second] = await Promise.all([
    requestApproval(asAgent, { ...question, resumeToken: 'one' }),
    requestApproval(asAgent, { ...question, resumeToken: 'two' }),
  ])
  await commentOnApproval(asAgent, { approvalId: first.id, content: 'It is urgent' })
  await commentOnApproval(company.board, { approvalId: first.id, content: 'Why now?' })
  await decideApproval(company.board, { approvalId: first.id, decision: 'approved' })
  await decideApproval(company.board, { approvalId: second.id, decision: 'rejected', note: 'Later' })
  await until('three wakes, one of them in a run', async () => {
    const wakes = await listWakes(company.board, { agentId: agent.id })
    const waiting = wakes.filter((wake) => wake.state === 'pending' && wake.reason === 'agent_busy')
    return wakes.length === 3 && waiting.length === 2 && wakes.every((wake) => wake.cause === 'approval')
  })
  const payloads = await asDatabaseOwner<{ payload: Record<string, unknown> }>(
    `SELECT payload FROM "Wake" WHERE "agentId" = $1 AND NOT payload ? 'commentId'`,
    [agent.id],
  )
  const answers = payloads.map(({ payload }) => [payload.status, payload.resumeToken, payload.decisionNote])
  expect(answers.sort()).toEqual([
    ['approved', 'one', null],
    ['rejected', 'two', 'Later'],
  ])
})

it('asks the board about a budget that halted an agent, and withdraws the question when it is raised by hand', async () => {
  const company = await foundCompany()
  const agent = await company.hire({ capMicros: 1_000_000 })
  await reportCost(company.board, { agentId: agent.id, model: 'x', costMicros: 2_000_000 })
  const asked = await until('the question', async () => (await listApprovals(company.board, {}))[0])
  expect(asked).toMatchObject({ type: 'budget_override_required', status: 'pending' })
  await setBudget(company.board, { scopeKind: 'agent', scopeId: agent.id, cap: 5_000_000 })
  await until('its end', async () => {
    return (await getApproval(company.board, { approvalId: asked.id })).status === 'cancelled'
  })
})
