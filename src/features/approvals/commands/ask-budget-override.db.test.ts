import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getBudget, reportCost, setBudget } from '@/features/budgets'
import { getAgent } from '@/features/org'
import { closePools } from '@/platform/database'
import { foundCompany, refusalOf, type TestCompany } from '@/testing/company'
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
    expect(await closeBudgetOverride(company.system, scope)).toEqual({ approvalId: null })
    await setBudget(company.board, { ...scope, cap: 9_000_000 })
    expect(await closeBudgetOverride(company.system, scope)).toEqual({ approvalId })
    expect(await getApproval(company.board, { approvalId: approvalId! })).toMatchObject({ status: 'cancelled' })
  })
})
