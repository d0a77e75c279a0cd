import { afterAll, beforeAll, expect, it } from 'vitest'
import { commentOnApproval, decideApproval, getApproval, listApprovals, requestApproval } from '@/features/approvals'
import { reportCost, setBudget } from '@/features/budgets'
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

type Told = { payload: Record<string, unknown>; reason: string | null; runId: string | null; cause: string }

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
  // the word of the board may come before the answers, join one of them, or wait alone
  const wakes = await until('three wakes, of which one is in a run and the others wait or joined it', async () => {
    const told = await asDatabaseOwner<Told>(
      `SELECT payload, reason, "runId", cause FROM "Wake" WHERE "agentId" = $1`,
      [agent.id],
    )
    const isSettled = told.every((wake) => wake.runId !== null || wake.reason === 'agent_busy')
    return told.length === 3 && isSettled && told.some((wake) => wake.runId !== null) && told
  })
  expect(wakes.every((wake) => wake.cause === 'approval')).toBe(true)
  expect(new Set(wakes.map((wake) => wake.runId).filter(Boolean)).size).toBe(1)
  const answers = wakes.filter((wake) => !wake.payload.commentId)
  expect(answers.map(({ payload }) => [payload.status, payload.resumeToken, payload.decisionNote]).sort()).toEqual([
    ['approved', 'one', null],
    ['rejected', 'two', 'Later'],
  ])
  expect(answers.filter((wake) => wake.runId !== null).length).toBeLessThanOrEqual(1)
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
