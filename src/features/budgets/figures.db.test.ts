import { afterAll, describe, expect, it } from 'vitest'
import { updateCompany } from '@/features/companies'
import { getAgent, resumeAgent } from '@/features/org'
import { closePools } from '@/platform/database'
import { foundCompany } from '@/testing/company'
import { checkLedger, getBudget, listCosts, reportCost } from '.'

afterAll(closePools)
const MODEL = 'claude-opus-4-5'
const USED = { model: MODEL, tokensIn: 1_000_000, tokensOut: 0 }

describe('three figures', () => {
  it('bills nothing for a subscription, and says what it would have cost', async () => {
    const company = await foundCompany()
    const agent = await company.hire({ capMicros: 4_000_000 })
    const { cost, budget } = await reportCost(company.board, { agentId: agent.id, ...USED, billing: 'subscription' })
    expect(cost).toMatchObject({ billing: 'subscription', costMicros: 0, listMicros: 5_000_000, isPriced: true })
    expect(budget).toMatchObject({ spent: 0, state: 'ok', remaining: 4_000_000 })
    expect(await listCosts(company.board, {})).toMatchObject([
      { billing: 'subscription', costMicros: 0, listMicros: 5_000_000 },
    ])
  })

  it('counts list prices on budgets where the company says so, from then on, and counters stay equal to the ledger', async () => {
    const company = await foundCompany()
    const agent = await company.hire({ capMicros: 4_000_000 })
    await reportCost(company.board, { agentId: agent.id, ...USED, billing: 'subscription' })
    await updateCompany(company.board, { budgetsCount: 'list' })
    const { budget } = await reportCost(company.board, { agentId: agent.id, ...USED, billing: 'local' })
    expect(budget).toMatchObject({ spent: 5_000_000, state: 'exceeded' })
    expect(await getAgent(company.board, { agentId: agent.id })).toMatchObject({ pauseReason: 'budget' })
    await updateCompany(company.board, { budgetsCount: 'billed' })
    await reportCost(company.board, { agentId: agent.id, ...USED, billing: 'subscription' })
    expect(await getBudget(company.board, { scopeKind: 'company', scopeId: company.id })).toMatchObject({
      spent: 5_000_000,
    })
    expect(await checkLedger(company.board, {})).toEqual([])
  })
})

describe('a model without a known price', () => {
  it('is stored as unpriced, and halts its agent where the company blocks it', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const report = { agentId: agent.id, model: 'made-up', tokensIn: 100 }
    await reportCost(company.board, report)
    expect((await getAgent(company.board, { agentId: agent.id })).state).toBe('idle')
    await updateCompany(company.board, { unknownModels: 'block' })
    const { cost } = await reportCost(company.board, report)
    expect(cost).toMatchObject({ isPriced: false, costMicros: 0 })
    expect(await getAgent(company.board, { agentId: agent.id })).toMatchObject({
      state: 'paused',
      pauseReason: 'unpriced',
    })
    await resumeAgent(company.board, { agentId: agent.id })
    await reportCost(company.board, { ...report, model: 'ollama/made-up' })
    expect((await getAgent(company.board, { agentId: agent.id })).state).toBe('idle')
  })
})

describe('a report far above the usual', () => {
  it('is flagged, stored and counted', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    for (let i = 0; i < 10; i++) await reportCost(company.board, { agentId: agent.id, model: MODEL, tokensIn: 4000 })
    const { cost } = await reportCost(company.board, { agentId: agent.id, model: MODEL, tokensIn: 400_000 })
    expect(cost).toMatchObject({ isUnusual: true, costMicros: 2_000_000 })
    const flags = (await listCosts(company.board, {})).map((row) => row.isUnusual)
    expect(flags).toEqual([true, ...Array.from({ length: 10 }, () => false)])
  })

  it('never fails for tokens that do not add up', async () => {
    const company = await foundCompany()
    const agent = await company.hire()
    const { cost } = await reportCost(company.board, {
      agentId: agent.id,
      model: MODEL,
      tokensCached: 1000,
      tokensIn: 1,
    })
    expect(cost.isPriced).toBe(true)
  })
})
