import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getBudget, listBudgets, reportCost, setBudget } from '@/features/budgets'
import { createTeam, getAgent, setTeamMembers } from '@/features/org'
import { admitWake, requestWake } from '@/features/runs'
import { closePools } from '@/platform/database'
import { newId } from '@/platform/ids'
import { asDatabaseOwner, foundCompany, refusalOf, type TestCompany } from '@/testing/company'
import { askBudgetOverride, closeBudgetOverride, decideApproval, getApproval, requestApproval } from '..'

afterAll(closePools)

let company: TestCompany

beforeAll(async () => {
  company = await foundCompany({ gates: { hire_agent: 'admin', approve_ceo_strategy: 'admin' } })
})

describe('a spent budget', () => {
  it('is asked about once, and the answer raises it and lets its agent go on', async () => {
    const agent = await company.hire({ name: 'Spender', capMicros: 1_000_000 })
    const scope = { scopeKind: 'agent' as const, scopeId: agent.id }
    expect(await askBudgetOverride(company.system, { ...scope, haltId: 'h0' })).toEqual({ approvalId: null })
    await reportCost(company.board, { agentId: agent.id, model: 'x', costMicros: 3_000_000 })
    const halts = ['h1', 'h1', 'h2', 'h3'].map((haltId) => askBudgetOverride(company.system, { ...scope, haltId }))
    const ids = new Set((await Promise.all(halts)).map(({ approvalId }) => approvalId))
    expect(ids.size).toBe(1)
    const [approvalId] = [...ids] as [string]
    const asked = await getApproval(company.board, { approvalId })
    expect(asked).toMatchObject({ status: 'pending', requestedBy: { kind: 'system' }, mayDecide: true })
    expect(asked.title).toBe('Raise the budget of Spender to $4.00 a month')
    const low = { type: 'budget_override_required' as const, payload: { ...scope, capMicros: 2_000_000 } }
    expect((await refusalOf(requestApproval(company.board, low))).facts.rule).toBe('cap_not_above_spend')
    await decideApproval(company.board, { approvalId, decision: 'approved' })
    expect(await getBudget(company.board, scope)).toMatchObject({ cap: 4_000_000 })
    expect(await getAgent(company.board, { agentId: agent.id })).toMatchObject({ state: 'idle' })
    // told again, the decided question is found
    expect(await askBudgetOverride(company.system, { ...scope, haltId: 'h1' })).toEqual({ approvalId: null })
  })

  it('that is raised by hand needs no answer', async () => {
    const agent = await company.hire({ name: 'Spender 2', capMicros: 1_000_000 })
    const scope = { scopeKind: 'agent' as const, scopeId: agent.id }
    await reportCost(company.board, { agentId: agent.id, model: 'x', costMicros: 3_000_000 })
    const { approvalId } = await askBudgetOverride(company.system, { ...scope, haltId: 'i1' })
    expect(await closeBudgetOverride(company.system, scope)).toEqual({ approvalIds: [] })
    await setBudget(company.board, { ...scope, cap: 9_000_000 })
    expect(await closeBudgetOverride(company.system, scope)).toEqual({ approvalIds: [approvalId] })
    expect(await getApproval(company.board, { approvalId: approvalId! })).toMatchObject({ status: 'cancelled' })
  })

  it('of tokens is asked about in tokens, beside one of money, and each answer raises its own', async () => {
    const agent = await company.hire({ name: 'Reader', capMicros: 1_000_000 })
    const scope = { scopeKind: 'agent' as const, scopeId: agent.id }
    const tokens = { ...scope, metric: 'tokens' as const }
    const { budgetId: ofTokens } = await setBudget(company.board, { ...tokens, cap: 1_000 })
    const { budgetId: ofMoney } = await getBudget(company.board, scope)
    const report = { agentId: agent.id, model: 'x', tokensIn: 1_500, costMicros: 1_200_000 }
    await reportCost(company.board, report)
    const ask = (budgetId: string) => askBudgetOverride(company.system, { ...scope, budgetId, haltId: `t ${budgetId}` })
    const { approvalId } = await ask(ofTokens)
    expect((await ask(ofMoney)).approvalId).not.toBe(approvalId)
    const asked = await getApproval(company.board, { approvalId: approvalId! })
    expect(asked.title).toBe('Raise the budget of Reader to 3,000 tokens a month')
    expect(asked.effects).toEqual([
      'The monthly cap of Reader goes from 1,000 tokens to 3,000 tokens; 1,500 tokens are used.',
      'What was halted for want of tokens goes on.',
    ])
    await decideApproval(company.board, { approvalId: approvalId!, decision: 'approved' })
    expect(await getBudget(company.board, tokens)).toMatchObject({ cap: 3_000, state: 'ok' })
    // the money is still used up
    expect(await getAgent(company.board, { agentId: agent.id })).toMatchObject({ pauseReason: 'budget' })
    await setBudget(company.board, { ...scope, cap: 5_000_000 })
    expect(await getAgent(company.board, { agentId: agent.id })).toMatchObject({ pauseReason: null })
    expect((await closeBudgetOverride(company.system, scope)).approvalIds).toHaveLength(1)
  })

  it('of runs halts nobody, is asked about in runs, and the answer admits the next', async () => {
    const [ann, ben] = [(await company.hire()).id, (await company.hire()).id]
    const teamId = (await createTeam(company.board, { name: 'Writers' })).id
    await setTeamMembers(company.board, { teamId, agentIds: [ann, ben], personIds: [] })
    const runs = { scopeKind: 'team', scopeId: teamId, metric: 'runs', window: 'lifetime' } as const
    await setBudget(company.board, { ...runs, cap: 1 })
    const wakeOf = async (agentId: string) => {
      const wakeId = newId()
      await requestWake(company.system, { wakeId, agentId, cause: 'manual' })
      return { wakeId, ...(await admitWake(company.system, { wakeId })) }
    }
    const { runId } = await wakeOf(ann)
    const waiting = await wakeOf(ben)
    expect(waiting).toMatchObject({ outcome: 'held', reason: 'budget_exhausted' })
    const [run] = await asDatabaseOwner<{ state: string; isAsked: boolean }>(
      `SELECT state, "stopAskedAt" IS NOT NULL AS "isAsked" FROM "Run" WHERE id = $1`,
      [runId],
    )
    expect(run).toEqual({ state: 'queued', isAsked: false })
    const [told] = await asDatabaseOwner<{ data: { budgetId: string } }>(
      `SELECT data FROM "OutboxEvent" WHERE name = 'budget/stopped' AND data ->> 'scopeId' = $1`,
      [teamId],
    )
    const { budgets } = await listBudgets(company.board, runs)
    expect(told?.data.budgetId).toBe(budgets[0]?.budgetId)
    const { approvalId } = await askBudgetOverride(company.system, { ...runs, haltId: 'r1' })
    const asked = await getApproval(company.board, { approvalId: approvalId! })
    expect(asked.title).toBe('Raise the budget of Writers to 2 runs in all')
    await decideApproval(company.board, { approvalId: approvalId!, decision: 'approved' })
    expect(await admitWake(company.system, { wakeId: waiting.wakeId })).toMatchObject({ outcome: 'admitted' })
  })
})
