import { afterAll, beforeEach, expect, it } from 'vitest'
import { updateCompany } from '@/features/companies'
import { getAgent } from '@/features/org'
import { admitWake, requestWake, settleRun } from '@/features/runs'
import { closePools } from '@/platform/database'
import { asDatabaseOwner, foundCompany, refusalOf, type TestCompany } from '@/testing/company'
import { checkLedger, getBudget, listBudgets, listIncidents, removeBudget, reportCost, setBudget } from '.'

afterAll(closePools)

let company: TestCompany
let boss: string
let ann: string

beforeEach(async () => {
  company = await foundCompany()
  boss = (await company.hire()).id
  ann = (await company.hire({ managerId: boss })).id
})

const wakeOf = async (agentId: string) => {
  const { wakeId } = await requestWake(company.system, { agentId, cause: 'manual' })
  return { wakeId, ...(await admitWake(company.system, { wakeId })) }
}

it('ends what it halted, keeps the ledger, and counts anew when it is set again', async () => {
  const day = { scopeKind: 'agent', scopeId: ann, window: 'rolling', windowHours: 24 } as const
  await setBudget(company.board, { ...day, cap: 50_000 })
  await reportCost(company.board, { agentId: ann, model: 'own', costMicros: 60_000 })
  expect(await getAgent(company.board, { agentId: ann })).toMatchObject({ pauseReason: 'budget' })
  const { budgetId } = await removeBudget(company.board, day)
  expect(await getAgent(company.board, { agentId: ann })).toMatchObject({ pauseReason: null })
  expect((await listBudgets(company.board, { scopeId: ann })).budgets).toHaveLength(1)
  expect(await listIncidents(company.board, {})).toEqual([])
  expect((await refusalOf(removeBudget(company.board, day))).code).toBe('not_found')
  const [told] = await asDatabaseOwner(
    `SELECT details FROM "AuditEntry" WHERE "companyId" = $1 AND action = 'budget.removed'`,
    [company.id],
  )
  expect(told).toMatchObject({ details: { windowHours: 24, capMicros: 50_000, spentMicros: 60_000 } })
  expect(await setBudget(company.board, { ...day, cap: 90_000 })).toMatchObject({ spent: 60_000 })
  expect((await getBudget(company.board, day)).budgetId).not.toBe(budgetId)
  expect(await checkLedger(company.board, {})).toEqual([])
})

it('lets a subtree go on, and what runs settles without it', async () => {
  const pool = { scopeKind: 'subtree', scopeId: boss } as const
  await setBudget(company.board, { ...pool, cap: 15_000 })
  const { runId } = await wakeOf(ann)
  const waiting = await wakeOf(boss)
  expect(waiting).toMatchObject({ outcome: 'held', reason: 'budget_exhausted' })
  await removeBudget(company.board, pool)
  expect(await admitWake(company.system, { wakeId: waiting.wakeId })).toMatchObject({ outcome: 'admitted' })
  await reportCost(company.board, { agentId: ann, runId, model: 'own', costMicros: 7_000 })
  await settleRun(company.system, { runId: runId! })
  expect(await getBudget(company.board, { scopeKind: 'agent', scopeId: ann })).toMatchObject({
    ...{ spent: 7_000, reserved: 0 },
  })
  expect(await checkLedger(company.board, {})).toEqual([])
})

it('is refused for the budget that everything has, to whom only lowers, and where the rest would not fit', async () => {
  const own = { scopeKind: 'agent', scopeId: ann } as const
  expect((await refusalOf(removeBudget(company.board, own))).facts.rule).toBe('base_budget')
  const pool = { scopeKind: 'subtree', scopeId: ann } as const
  await setBudget(company.board, { ...own, cap: 500_000 })
  await setBudget(company.board, { ...pool, cap: 100_000 })
  expect((await refusalOf(removeBudget(await company.asAgent(boss), pool))).code).toBe('forbidden')
  await setBudget(company.board, { scopeKind: 'subtree', scopeId: boss, cap: 200_000 })
  await updateCompany(company.board, { budgetInvariant: 'enforce' })
  expect(await refusalOf(removeBudget(company.board, pool))).toMatchObject({
    ...{ code: 'broken_rule', facts: { rule: 'pool_exceeded', overMicros: 300_000 } },
  })
  expect(await getBudget(company.board, pool)).toMatchObject({ cap: 100_000 })
})

it('takes nothing from the books while others spend', async () => {
  const life = { scopeKind: 'company', scopeId: company.id, window: 'lifetime' } as const
  await setBudget(company.board, { ...life, cap: 9_000_000 })
  const spends = Array.from({ length: 12 }, () =>
    reportCost(company.board, { agentId: ann, model: 'own', costMicros: 1_000 }),
  )
  const [, ...reports] = await Promise.all([removeBudget(company.board, life), ...spends])
  expect(reports).toHaveLength(12)
  expect(await setBudget(company.board, { ...life, cap: 9_000_000 })).toMatchObject({ spent: 12_000 })
  expect(await checkLedger(company.board, {})).toEqual([])
})
